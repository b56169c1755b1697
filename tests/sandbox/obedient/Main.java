import java.util.*;

public class Main {
    record Sum(long a, long b) {
        long value() { return a + b; }
    }

    static void start() {
        Thread thread = new Thread(() -> { try { Thread.sleep(60_000); } catch (InterruptedException e) { } });
        thread.setDaemon(true);
        thread.start();
    }

    public static void main(String[] arguments) {
        Scanner in = new Scanner(System.in);
        List<int[]> hold = new ArrayList<>();
        switch (in.next()) {
            case "add" -> System.out.println(new Sum(in.nextLong(), in.nextLong()).value());
            case "fail" -> System.exit(3);
            case "crash" -> throw new IllegalStateException("crash");
            case "spin" -> { while (true) Thread.onSpinWait(); }
            case "hog" -> { while (true) hold.add(new int[1 << 18]); }
            case "multiply" -> { while (true) start(); }
            case "flood" -> { while (true) System.out.println("water"); }
        }
    }
}
