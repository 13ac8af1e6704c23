namespace Torture.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL of the bridge.</summary>
    KillBridge,

    /// <summary>SIGKILL of Neo4j, which is started again.</summary>
    KillNeo4j,

    /// <summary>SIGKILL of PostgreSQL, which is started again.</summary>
    KillPostgres,

    /// <summary>SIGSTOP of the bridge; another takes over; SIGCONT.</summary>
    StopBridge,

    /// <summary>All connections to a database are reset.</summary>
    Cut,

    /// <summary>A reply never comes; the connection stays silent for a while and is reset.</summary>
    SwallowReply,

    /// <summary>A request never arrives, and its connection is reset.</summary>
    LoseRequest,

    /// <summary>A connection stands still for a while.</summary>
    Delay,
}

/// <summary>When it does, seen from one request.</summary>
internal enum Moment
{
    /// <summary>It has left the bridge and is not at the server yet.</summary>
    BeforeItArrives,

    /// <summary>The server has it.</summary>
    OnceItArrived,

    /// <summary>The server has answered; nobody has seen the answer.</summary>
    BeforeItsReply,

    /// <summary>The bridge has the answer.</summary>
    OnceReplied,
}

/// <summary>One fault of the schedule.</summary>
/// <param name="Kind">What.</param>
/// <param name="AtPostgres">On which database's network it is counted; Neo4j's else.</param>
/// <param name="AtCommit">Only commits count; else all requests do.</param>
/// <param name="Nth">At the how-manieth, from 1 on.</param>
/// <param name="Moment">When.</param>
/// <param name="Wait">How long: a delay, a silence, or how long after the moment.</param>
internal sealed record Fault(FaultKind Kind, bool AtPostgres, bool AtCommit, int Nth, Moment Moment, TimeSpan Wait)
{
    public static Fault Draw(Random random)
    {
        var kind = DrawKind(random);
        var (atPostgres, atCommit) = (random.Next(3) == 0, random.Next(2) == 0);
        // Early requests are the most frequent: every verb has some.
        var nth = 1 + (atCommit ? random.Next(10) : (int)(Math.Pow(random.NextDouble(), 2) * 70));
        var moment = kind switch
        {
            FaultKind.SwallowReply => Moment.BeforeItsReply,
            FaultKind.LoseRequest => Moment.BeforeItArrives,
            FaultKind.KillNeo4j or FaultKind.KillPostgres or FaultKind.Cut or FaultKind.Delay => (Moment)random.Next(3),
            _ => (Moment)random.Next(4),
        };
        var wait = random.Next(3) switch { 0 => 0, 1 => random.Next(20), _ => random.Next(3_000) };
        // What ends or stops a process is to hit it in the middle of something.
        if (kind is not (FaultKind.Delay or FaultKind.SwallowReply)) wait = moment == Moment.OnceReplied ? Math.Min(wait, 40) : 0;
        return new Fault(kind, atPostgres, atCommit, nth, moment, TimeSpan.FromMilliseconds(wait));
    }

    private static FaultKind DrawKind(Random random) => random.Next(100) switch
    {
        < 58 => FaultKind.KillBridge,
        < 62 => FaultKind.KillNeo4j,
        < 76 => FaultKind.KillPostgres,
        < 80 => FaultKind.StopBridge,
        < 85 => FaultKind.Cut,
        < 93 => FaultKind.SwallowReply,
        < 97 => FaultKind.LoseRequest,
        _ => FaultKind.Delay,
    };

    public override string ToString() => $"{Kind} {(AtCommit ? "commit" : "request")} {Nth} at "
        + $"{(AtPostgres ? "PostgreSQL" : "Neo4j")}, {Moment}, {Wait.TotalMilliseconds:0} ms";
}
