using System.Globalization;

namespace Torture.Model;

/// <summary>An edge as it should be.</summary>
internal sealed class Edge
{
    public required string Id { get; init; }
    public required string Type { get; init; }
    public required string Source { get; init; }
    public required string Target { get; init; }
    public double Confidence { get; set; }

    /// <summary>What the model was given: the one number <c>x</c>; null when the edge has none.</summary>
    public double? Input { get; init; }

    public Version? MadeBy { get; set; }
    public Version? RescoredBy { get; set; }

    /// <summary>Made by a model, nobody knows yet by which.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>The version that its trail names; null when it has none.</summary>
    public int? Trail { get; init; }

    public bool IsAttributed { get; set; }
    public bool IsFlagged { get; set; }

    /// <summary>Whether it is in the graph; a client may have deleted it.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>Its row in <c>kg_edges</c>; null when it has none.</summary>
    public string? Row { get; set; }

    public List<Delta> Deltas { get; } = [];

    /// <summary>The version whose confidence it carries.</summary>
    public Version? StandsUnder => RescoredBy ?? MadeBy;

    /// <summary>What <c>kg_edges</c> should say of it.</summary>
    public string Present => Line.Of(Id, Source, Type, Target, Confidence, MadeBy?.Id, MadeBy?.Number, IsUnknown, IsFlagged, Input,
        RescoredBy?.Id, RescoredBy?.Number);
}

/// <summary>What one pass, or its undoing, did to an edge.</summary>
internal sealed record Delta(int Sequence, Pass Pass, double Old, double New, string Class, bool WasFlagged, int? Undone)
{
    public const string LargeDecrease = "large_decrease";
    public const string Moderate = "moderate";
    public const string Stable = "stable";
    public const string Increase = "increase";
    public const string Restored = "restored";

    public double Difference => New - Old;

    /// <summary>The thresholds of the design.</summary>
    public static string ClassOf(double difference) => difference <= -0.3 ? LargeDecrease
        : difference >= 0.05 ? Increase
        : Math.Abs(difference) < 0.05 ? Stable : Moderate;
}

/// <summary>A model version. A null scorer is the fallback.</summary>
internal sealed record Version(string Id, int Number, double Quality, double[]? Scorer, string Trainer, Version? Parent);

/// <summary>A promotion's work.</summary>
internal sealed class Job
{
    public required string Id { get; init; }
    public required Version Parent { get; init; }
    public required Version Child { get; init; }
    public required DateTimeOffset DetectedAt { get; init; }
    public required string? Runner { get; init; }
    public required long Pool { get; init; }

    /// <summary>Edges up to this one have been looked at.</summary>
    public string Cursor { get; set; } = "";

    public List<Pass> Passes { get; } = [];
}

/// <summary>A pass and what it should have counted.</summary>
internal sealed class Pass
{
    public required string Id { get; init; }
    public required Job Job { get; init; }
    public Dictionary<string, int> Classes { get; } = [];

    public int Edges => Classes.Values.Sum();

    public string Counts => Line.Of(Edges, Of(Delta.LargeDecrease), Of(Delta.Moderate), Of(Delta.Stable), Of(Delta.Increase),
        Of(Delta.LargeDecrease));

    private int Of(string @class) => Classes.GetValueOrDefault(@class);
}

/// <summary>Values as one line that two sides can be compared by.</summary>
internal static class Line
{
    public static string Of(params object?[] values) => string.Join(" | ", values.Select(Text));

    private static string Text(object? value) => value switch
    {
        null => "-",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
