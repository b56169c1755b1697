use std::{io, process, thread, time::Duration};

fn main() {
    let mut line = String::new();
    io::stdin().read_line(&mut line).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut hold: Vec<Vec<u8>> = Vec::new();
    match words[0] {
        "add" => println!("{}", words[1].parse::<i64>().unwrap() + words[2].parse::<i64>().unwrap()),
        "fail" => process::exit(3),
        "crash" => panic!("crash"),
        "spin" => loop {},
        "hog" => loop { hold.push(vec![1; 1 << 20]) },
        "multiply" => loop { thread::Builder::new().spawn(|| thread::sleep(Duration::from_secs(60))).unwrap(); },
        "flood" => loop { println!("water") },
        _ => {}
    }
}
