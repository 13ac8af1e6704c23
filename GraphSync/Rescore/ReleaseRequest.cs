using System.Text.Json.Serialization;
using GraphSync.Operations;

namespace GraphSync.Rescore;

/// <summary>Lets a held promotion pass and puts it back into the queue. The next run of <see cref="RescoreRequest"/> rescores its
/// edges.</summary>
/// <param name="Promotion">The promotion. One that was let pass already stays so.</param>
public sealed record ReleaseRequest(string Promotion) : OperationRequest<ReleaseReport>
{
    internal override string Name => "release";

    internal override OperationNeeds Needs => OperationNeeds.Nothing;
}

/// <summary>A promotion that was let pass.</summary>
/// <param name="PromotionId">The promotion.</param>
public sealed record ReleaseReport(string PromotionId) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{PromotionId} let pass";
}
