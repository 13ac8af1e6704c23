namespace GraphQueries.Presentation.Widget;

/// <summary>What the picture's scale reaches over: from 0 to 1, or no further than the edges do where all of them would stand at one
/// place of that.</summary>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
internal sealed record ConfidenceRange(double Low, double High)
{
    private const double Near = 0.01, Step = 0.001;

    public static ConfidenceRange Whole { get; } = new(0, 1);

    public bool IsWhole => this == Whole;

    /// <summary>The range in words.</summary>
    public string Words => $"{ConfidenceScale.Number(Low)} to {ConfidenceScale.Number(High)}";

    /// <summary>Narrow where the present confidences of several edges lie within a hundredth of one another.</summary>
    public static ConfidenceRange Of(IReadOnlyList<TopEdgeRow> edges)
    {
        double[] all = [.. edges.Select(edge => edge.Confidence).OfType<double>()];
        if (all.Length < 2 || all.Length < edges.Count || all.Max() - all.Min() > Near) return Whole;
        // Thousandths around them, so that the ends can be read.
        var low = Math.Clamp(Math.Floor(all.Min() / Step) * Step, 0, 1 - Step);
        return new ConfidenceRange(low, Math.Clamp(Math.Ceiling(all.Max() / Step) * Step, low + Step, 1));
    }

    /// <summary>Whether a confidence has a place on it.</summary>
    public bool Holds(double confidence) => IsWhole || (confidence >= Low && confidence <= High);

    /// <summary>The place of a confidence, 0 to 1.</summary>
    public double Place(double confidence) => Math.Clamp((confidence - Low) / (High - Low), 0, 1);
}
