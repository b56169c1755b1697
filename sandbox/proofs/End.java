package steelyard.{mark};

/** Runs the main method of a class, and proves that it returned. */
public final class End {
    /** What is to be written at the end is in local variables only, where no reflection reaches it. */
    public static void main(String[] arguments) throws Throwable {
        java.io.FileInputStream in = new java.io.FileInputStream(java.io.FileDescriptor.in);
        long a = take(in), b = take(in), c = take(in), d = take(in);
        try {
            java.lang.reflect.Method main =
                java.lang.Class.forName(arguments[0]).getDeclaredMethod("main", java.lang.String[].class);
            main.setAccessible(true);
            main.invoke(null, (java.lang.Object) new java.lang.String[0]);
        } catch (java.lang.reflect.InvocationTargetException raised) {
            java.lang.Throwable cause = raised.getCause();
            boolean asserted = cause instanceof java.lang.AssertionError;
            say(2, asserted ? "AssertionError\n" : "Exception in thread \"main\" " + cause.getClass().getName() + "\n");
            try {
                cause.printStackTrace();
            } finally {
                java.lang.Runtime.getRuntime().halt(1);
            }
        }
        java.lang.System.out.flush();
        say(1, "\n" + text(a) + text(b) + text(c) + text(d) + "\n");
    }

    private static long take(java.io.FileInputStream in) throws java.io.IOException {
        long eight = 0;
        for (int i = 0; i < 8; i++) eight = eight << 8 | in.read();
        return eight;
    }

    private static java.lang.String text(long eight) {
        char[] letters = new char[8];
        for (int i = 0; i < 8; i++) letters[i] = (char) (eight >>> 56 - 8 * i & 0xff);
        return new java.lang.String(letters);
    }

    private static void say(int to, java.lang.String words) throws java.io.IOException {
        java.io.FileDescriptor out = to == 1 ? java.io.FileDescriptor.out : java.io.FileDescriptor.err;
        new java.io.FileOutputStream(out).write(words.getBytes("UTF-8"));
    }
}
