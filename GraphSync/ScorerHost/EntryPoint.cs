namespace GraphSync.ScorerHost;

/// <summary>
/// The library as a program of its own, which <see cref="HostCommand"/> starts beside the process that embeds it: what supervises a
/// scorer must outlive that process, and what runs a foreign model must be able to die alone.
/// </summary>
internal static class EntryPoint
{
    /// <summary>The first argument of <see cref="Supervisor"/>.</summary>
    public const string Supervise = "supervise";

    /// <summary>The first argument of <see cref="OnnxProgram"/>.</summary>
    public const string Onnx = "onnx";

    private static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                [Supervise, .. var order] => Supervisor.Run(SupervisorOrder.Parse(order)),
                [Onnx, var model] => OnnxProgram.Run(model),
                _ => throw new HostFailureException("GraphSync.dll is a library", "Run bridge.dll"),
            };
        }
        catch (HostFailureException e)
        {
            Console.Error.WriteLine(e.ToLine());
            return 1;
        }
    }
}
