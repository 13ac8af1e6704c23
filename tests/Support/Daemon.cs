namespace Support;

/// <summary>A program that a scorer leaves behind.</summary>
public static class Daemon
{
    /// <summary>The Python function <c>daemon()</c>, which needs <c>os</c>: it starts a process that leaves its parent's session,
    /// writes its id into the file <c>daemon</c> and spins.</summary>
    public const string Python = """
        def daemon():
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.setsid()
                    open("daemon", "w").write(str(os.getpid()))
                    while True: pass
                os._exit(0)
        """;
}
