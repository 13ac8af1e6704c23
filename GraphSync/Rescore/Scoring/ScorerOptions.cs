using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GraphSync.Rescore.Scoring;

/// <summary>What scorers may be run or called, and for how long: of the section <c>Bridge:Rescore</c>.</summary>
public sealed record ScorerOptions
{
    /// <summary>Directories that hold every program and model file that may be run; links are resolved first. Relative scorer paths start
    /// at the first.</summary>
    /// <value>Default: empty, which allows any file; relative paths then start at the current directory. A setting may be one text, with
    /// commas, semicolons or the platform's path separator between.</value>
    public IReadOnlyList<string> ScorerRoots { get; set; } = [];

    /// <summary>Hosts that may be called, each as <c>host</c> (any port) or <c>host:port</c>, compared without regard to case.</summary>
    /// <value>Default: empty, which allows any host. A setting may be one text, with commas or semicolons between.</value>
    public IReadOnlyList<string> ScorerHosts { get; set; } = [];

    /// <summary>Seconds that one whole run may take, from its start to its last answer, 1 to 86,400.</summary>
    /// <value>Default: 600.</value>
    [Range(1, 86_400)]
    public int ScorerTimeoutSeconds { get; set; } = 600;

    /// <summary>Bytes of memory that a program or model, with all that it starts, may hold at one time, 16 MiB or more. Kept on
    /// Linux.</summary>
    /// <value>Default: 2 GiB.</value>
    [Range(16L * 1024 * 1024, long.MaxValue)]
    public long ScorerMemoryBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>The user that programs and models run as, when the bridge is root.</summary>
    /// <value>Default: null. Under root they then run as nobody, in a sandbox of the kernel's, or are refused where it has none.</value>
    public string? ScorerUser { get; set; }

    /// <summary>A command that programs and models are run by, its arguments apart, such as <c>bwrap</c> with its options.</summary>
    /// <value>Default: empty. A setting may be one text, with blanks between; quotes keep blanks together.</value>
    public IReadOnlyList<string> ScorerWrapper { get; set; } = [];

    /// <summary>Bearer tokens by the host that they are sent to, as <c>host</c> or <c>host:port</c>, compared without regard to
    /// case.</summary>
    /// <value>Default: empty.</value>
    public IReadOnlyDictionary<string, string> ScorerTokens { get; set; } = new Dictionary<string, string>();

    /// <summary>Files of passwords and keys, which no program or model may read.</summary>
    internal IReadOnlyList<string> HiddenFiles { get; set; } = [];
}

[OptionsValidator]
internal sealed partial class ValidateScorerOptions : IValidateOptions<ScorerOptions>;
