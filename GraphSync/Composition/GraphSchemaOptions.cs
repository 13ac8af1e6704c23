using System.ComponentModel.DataAnnotations;
using GraphQueries.Catalogue;
using Microsoft.Extensions.Options;

namespace GraphSync.Composition;

/// <summary>How endpoints are known, and how many edge types there may be: the section <c>Bridge:Graph</c>.</summary>
public sealed record GraphSchemaOptions
{
    /// <summary>The label of endpoints. Default <c>KgNode</c>.</summary>
    [Required]
    public string NodeLabel { get; set; } = "KgNode";

    /// <summary>The property that identifies an endpoint. Default <c>id</c>.</summary>
    [Required]
    public string NodeKey { get; set; } = "id";

    /// <summary>Edge types at most, 1 to 10,000: each has indexes of its own. Default 200.</summary>
    [Range(1, 10_000)]
    public int MaxEdgeTypes { get; set; } = 200;

    /// <summary>The schema as long as no type has been read.</summary>
    internal EdgeSchema Endpoints() => new([], NodeLabel, NodeKey);
}

[OptionsValidator]
internal sealed partial class ValidateGraphSchemaOptions : IValidateOptions<GraphSchemaOptions>;

/// <summary>Neo4j's options have a validator by hand, since <see cref="GraphOptions"/> is not this library's.</summary>
internal sealed class ValidateGraphOptions : IValidateOptions<GraphOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public ValidateOptionsResult Validate(string? name, GraphOptions options)
    {
        var fault = !options.Uri.IsAbsoluteUri || options.Uri.Host.Length == 0 ? "Uri: must be one such as http://localhost:7474."
            : options.Database.Length == 0 ? "Database: must be a name such as neo4j."
            : options.Run.Length == 0 ? "Run: must not be empty."
            : options.MaxWriters is < 1 or > 1_000 ? "MaxWriters: must be between 1 and 1000."
            : options.WriteTimeout <= TimeSpan.Zero || options.WriteTimeout > Longest
                ? "WriteTimeout: must be more than 0 and at most a day, written as 00:00:12."
            : options.RetryBudget < TimeSpan.Zero || options.RetryBudget > Longest
                ? "RetryBudget: must be at most a day, written as 00:01:00."
            : null;
        return fault is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(fault);
    }
}
