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
    public ValidateOptionsResult Validate(string? name, GraphOptions options) =>
        !options.Uri.IsAbsoluteUri ? ValidateOptionsResult.Fail("Uri: must be one such as http://localhost:7474.")
        : options.MaxWriters < 1 ? ValidateOptionsResult.Fail("MaxWriters: must be 1 or more.")
        : options.WriteTimeout <= TimeSpan.Zero ? ValidateOptionsResult.Fail("WriteTimeout: must be more than 0.")
        : ValidateOptionsResult.Success;
}
