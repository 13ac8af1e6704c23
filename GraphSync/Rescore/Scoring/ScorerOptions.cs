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
}

[OptionsValidator]
internal sealed partial class ValidateScorerOptions : IValidateOptions<ScorerOptions>;
