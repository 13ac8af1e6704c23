namespace Servers;

/// <summary>Tries one source after the other and remembers why each did not serve.</summary>
internal sealed class ServerSearch<T>(string what, string remedy, ServerOptions options, Action<string> progress)
    where T : Server
{
    private readonly List<string> _reasons = [];
    private T? _found;

    /// <summary>Tries a source unless an earlier one served or the options leave it out.</summary>
    public async Task TryAsync(ServerSources source, string name, Func<Task<T>> find, CancellationToken cancellation)
    {
        if (_found is not null || !options.Sources.HasFlag(source))
            return;
        try
        {
            _found = await find();
            progress($"{what}: {_found.Origin}");
        }
        // A source can fail in any way; whatever it is, the next one may serve and the message keeps the reason.
        catch (Exception e) when (e is not ServerNotFoundException)
        {
            cancellation.ThrowIfCancellationRequested();
            _reasons.Add($"{name}: {e.Message}");
        }
    }

    public T Result => _found ?? throw new ServerNotFoundException(
        $"No {what} was found.\n{string.Concat(_reasons.Select(Indented))}{remedy}");

    private static string Indented(string reason) => $"  {reason.TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal)}\n";
}
