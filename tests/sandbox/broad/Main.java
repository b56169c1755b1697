import java.io.*;
import java.lang.management.ManagementFactory;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.SecureRandom;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

public class Main {
    static void must(boolean good, String what) {
        if (!good) { System.out.println(what); System.exit(1); }
    }

    public static void main(String[] args) throws Exception {
        if (new Scanner(System.in).nextLine().equals("probe")) System.exit(new ProcessBuilder("sh", "probe.sh").inheritIO().start().waitFor());
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) { int n = i; futures.add(pool.submit(() -> n)); }
        int sum = 0;
        for (Future<Integer> one : futures) sum += one.get();
        pool.shutdown();
        must(sum == 45 && pool.awaitTermination(60, TimeUnit.SECONDS), "pool");
        must(IntStream.range(0, 1000).parallel().sum() == 499500 && CompletableFuture.supplyAsync(() -> 7).get() == 7, "parallel");
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        must(timer.schedule(() -> 3, 1, TimeUnit.MILLISECONDS).get() == 3, "timer");
        timer.shutdownNow();
        Object lock = new Object();
        synchronized (lock) { lock.wait(1); }
        Path folder = Files.createDirectories(Path.of("a/b/c"));
        Files.writeString(Path.of("a/b/f"), "text");
        Files.copy(Path.of("a/b/f"), Path.of("a/g"));
        Files.move(Path.of("a/g"), folder.resolve("h"), StandardCopyOption.ATOMIC_MOVE);
        Files.createLink(Path.of("k"), Path.of("a/b/f"));
        Files.createSymbolicLink(Path.of("a/b/l"), Path.of("f"));
        try (FileChannel channel = FileChannel.open(Path.of("k"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(2); channel.force(true); channel.lock().release();
            channel.map(FileChannel.MapMode.READ_WRITE, 0, 100).put(0, (byte) 1);
            channel.transferTo(0, 10, Channels.newChannel(new ByteArrayOutputStream()));
        }
        try (RandomAccessFile file = new RandomAccessFile("k", "rw")) { file.seek(10); file.write(1); file.setLength(50); }
        try (Stream<Path> all = Files.walk(Path.of("a"))) { must(all.count() == 6, "walk"); }
        File temporary = File.createTempFile("xyz", "y");
        must(Files.size(Path.of("k")) == 50 && temporary.delete() && new File(".").getFreeSpace() > 0, "files");
        Files.setLastModifiedTime(Path.of("k"), java.nio.file.attribute.FileTime.from(Instant.now()));
        Files.getPosixFilePermissions(Path.of("k"));
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread client = new Thread(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) { socket.getOutputStream().write("hello".getBytes()); }
                catch (IOException failure) { throw new UncheckedIOException(failure); }
            });
            client.start();
            try (Socket socket = server.accept()) { must(new String(socket.getInputStream().readAllBytes()).equals("hello"), "socket"); }
            client.join();
        }
        try (Selector selector = Selector.open(); Pipe.SinkChannel sink = null) { selector.selectNow(); }
        try (DatagramChannel udp = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) { udp.send(ByteBuffer.wrap(new byte[1]), udp.getLocalAddress()); udp.receive(ByteBuffer.allocate(9)); }
        Process process = new ProcessBuilder("sh", "-c", "echo said").redirectErrorStream(true).start();
        must(new String(process.getInputStream().readAllBytes()).equals("said\n") && process.waitFor() == 0, "process");
        byte[] large = new byte[64 << 20];
        Arrays.fill(large, (byte) 1);
        ByteBuffer direct = ByteBuffer.allocateDirect(16 << 20);
        direct.put(5, (byte) 1);
        System.gc();
        must(new SecureRandom().nextInt() != new SecureRandom().nextInt() || large[9] == 1, "random");
        must(ManagementFactory.getThreadMXBean().getThreadCount() > 1 && Runtime.getRuntime().availableProcessors() > 0, "itself");
        must(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() > -2 && ProcessHandle.current().pid() > 1, "system");
        must(ZonedDateTime.now(ZoneId.of("Europe/Berlin")).getYear() > 2000 && InetAddress.getLocalHost() != null, "time");
        try { recurse(1); } catch (StackOverflowError deep) { sum++; }
        Thread.sleep(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("works")));
    }

    static int recurse(int n) { return 1 + recurse(n + 1); }
}
