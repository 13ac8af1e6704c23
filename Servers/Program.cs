// servers [--keep]: finds or starts a Neo4j and a PostgreSQL, prints where they are as one line of JSON, and holds
// them until its standard input ends. With --keep it leaves them up and ends.
using Servers;

if (args is not ([] or ["--keep"]))
{
    await Console.Error.WriteLineAsync("usage: servers [--keep]");
    return 2;
}
var keep = args.Length > 0;
using var parent = new Parent(keep);
try
{
    var options = new ServerOptions { Keep = keep };
    await using var pair = await ServerPair.FindAsync(options, Console.Error.WriteLine, parent.Gone);
    await Console.Out.WriteLineAsync(PairAddress.Of(pair).ToJson());
    if (!keep)
        await parent.WaitUntilGoneAsync();
    return 0;
}
catch (ServerNotFoundException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException) when (parent.Gone.IsCancellationRequested)
{
    return 1;
}
