use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::{mpsc, Arc, Barrier, Condvar, Mutex, RwLock};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, io, thread};

fn main() -> io::Result<()> {
    let mut word = String::new();
    io::stdin().read_line(&mut word)?;
    if word.trim() == "probe" { assert!(Command::new("sh").arg("probe.sh").status()?.success()); return Ok(()) }
    let total = Arc::new(Mutex::new(0));
    let barrier = Arc::new(Barrier::new(6));
    let threads: Vec<_> = (0..6).map(|i| { let (total, barrier) = (total.clone(), barrier.clone()); thread::spawn(move || { barrier.wait(); *total.lock().unwrap() += i; }) }).collect();
    for one in threads { one.join().unwrap(); }
    assert_eq!(*total.lock().unwrap(), 15);
    let (send, receive) = mpsc::channel();
    thread::spawn(move || { thread::sleep(Duration::from_millis(2)); send.send(7).unwrap(); });
    assert_eq!(receive.recv_timeout(Duration::from_secs(60)).unwrap(), 7);
    let pair = (Mutex::new(false), Condvar::new());
    thread::scope(|scope| { scope.spawn(|| { *pair.0.lock().unwrap() = true; pair.1.notify_all(); }); let mut done = pair.0.lock().unwrap(); while !*done { done = pair.1.wait(done).unwrap(); } });
    assert!(*RwLock::new(true).read().unwrap() && thread::available_parallelism()?.get() > 0);
    assert!(thread::spawn(|| panic!("on purpose")).join().is_err());
    fs::create_dir_all("a/b/c")?;
    fs::write("a/b/f", "text")?;
    assert_eq!(fs::copy("a/b/f", "a/g")?, 4);
    fs::rename("a/g", "a/b/c/h")?;
    fs::hard_link("a/b/f", "k")?;
    std::os::unix::fs::symlink("f", "a/b/l")?;
    let file = fs::OpenOptions::new().read(true).append(true).open("k")?;
    file.set_len(100)?; file.sync_all()?; file.set_permissions(fs::metadata("k")?.permissions())?;
    assert_eq!(file.metadata()?.len(), 100);
    assert!(fs::metadata("k")?.modified()? <= SystemTime::now() + Duration::from_secs(9));
    assert_eq!(fs::read_dir("a/b")?.count(), 3);
    assert!(fs::canonicalize("a/b/l")?.ends_with("a/b/f"));
    fs::remove_dir_all("a")?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || { let (mut client, _) = listener.accept().unwrap(); let mut text = String::new(); client.read_to_string(&mut text).unwrap(); text });
    let mut stream = TcpStream::connect(address)?; stream.set_nodelay(true)?; stream.write_all(b"hello")?; drop(stream);
    assert_eq!(server.join().unwrap(), "hello");
    let udp = UdpSocket::bind("127.0.0.1:0")?; udp.send_to(b"x", udp.local_addr()?)?; let mut one = [0]; assert_eq!(udp.recv(&mut one)?, 1);
    let (mut left, mut right) = UnixStream::pair()?; left.write_all(b"y")?; right.read_exact(&mut one)?;
    let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().unwrap().write_all(b"said")?;
    assert_eq!(child.wait_with_output()?.stdout, b"said");
    assert_eq!(Command::new("sh").args(["-c", "exit 3"]).env("X", "y").current_dir("/tmp").status()?.code(), Some(3));
    let large = vec![1u8; 64 << 20];
    assert_eq!(large[large.len() - 1], 1);
    let hashed: HashMap<i32, i32> = (0..100).map(|i| (i, i)).collect();
    assert!(hashed.len() == 100 && env::var("PATH").is_ok() && env::current_dir().is_ok() && Instant::now().elapsed() < Duration::from_secs(9));
    println!("works");
    Ok(())
}
