namespace GraphSync.Doctor;

/// <summary>What a check looks at.</summary>
[Flags]
internal enum Looks
{
    AtSettings = 0,
    AtNeo4j = 1,
    AtPostgres = 2,
    AtBoth = AtNeo4j | AtPostgres,
}

/// <summary>A check that can be made.</summary>
/// <param name="Name">As it is reported.</param>
/// <param name="At">Without which servers it is not tried.</param>
/// <param name="MakeAsync">Makes it. What it throws is why it could not be made.</param>
internal sealed record Check(string Name, Looks At, Func<CancellationToken, Task<Finding>> MakeAsync);

/// <summary>What came of a check.</summary>
internal sealed record Finding(string State, string Found, IReadOnlyList<string> Examples, string? Remedy)
{
    /// <summary>How many examples are shown.</summary>
    public const int Shown = 5;

    private const int ExampleCharacters = 200;

    public static Finding Ok(string found) => new(CheckState.Ok, found, [], null);

    public static Finding Warning(string found, string remedy, IEnumerable<string>? examples = null) =>
        new(CheckState.Warning, found, Cut(examples), remedy);

    public static Finding Failed(string found, string remedy, IEnumerable<string>? examples = null) =>
        new(CheckState.Failed, found, Cut(examples), remedy);

    private static string[] Cut(IEnumerable<string>? examples) =>
        [.. (examples ?? []).Take(Shown).Select(example => Excerpt.Start(example, ExampleCharacters))];
}
