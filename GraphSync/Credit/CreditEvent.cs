using System.Globalization;
using System.Text.RegularExpressions;
using GraphSync.Postgres;

namespace GraphSync.Credit;

/// <summary>A row of <c>world_model_improvements</c> that may pay somebody.</summary>
internal sealed partial record CreditEvent
{
    /// <summary>The largest pool: beyond it, JSON numbers are no longer exact everywhere.</summary>
    public const long MaxPoolUtok = 1L << 53;

    public required string Id { get; init; }
    public required string EventType { get; init; }

    public bool IsPromotion => EventType == Inbound.EventType.Promotion;

    /// <summary>The promoted version or the edge.</summary>
    public string? Target { get; init; }

    public string? ParentVersion { get; init; }
    public string? ChildVersion { get; init; }

    /// <summary>The pool as JSON text, its first characters at least; null when absent.</summary>
    public string? PoolJson { get; init; }

    /// <summary>In UTC; null also for an instant that nobody can hold.</summary>
    public DateTime? DetectedAt { get; init; }

    /// <summary>That instant as text; else null.</summary>
    public string? BadDetectedAt { get; init; }

    /// <summary>How large the metadata is as it is stored; too large, nothing of it is read.</summary>
    public int? MetadataBytes { get; init; }

    /// <summary>What the event is about: a version, or an edge.</summary>
    public string? Subject => IsPromotion ? ChildVersion ?? Target : Target;

    /// <summary>The pool in utok.</summary>
    /// <exception cref="UnpayableException">It is missing where it is required, or no whole number from 0 to 2^53.</exception>
    public long Pool(long promotionDefault)
    {
        if (PoolJson is null or "null")
            return IsPromotion ? promotionDefault : throw UnpayableException.Refused("it has no credit_pool_utok");
        var whole = WholeNumber().Match(PoolJson);
        var digits = whole.Groups[1].Value;
        return whole.Success && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var pool) && pool <= MaxPoolUtok
            ? pool
            : throw UnpayableException.Refused(
                $"credit_pool_utok is {Excerpt.Start(PoolJson, 100)}: it must be a whole number from 0 to {MaxPoolUtok} (2^53)");
    }

    /// <summary>Refuses what can never be paid, whatever arrives; lets wait what is to be mended.</summary>
    public void RequireSound()
    {
        const string table = Inbound.Promotion.Table;
        var fault = Columns.Instant(table, Id, "detected_at", BadDetectedAt)
            ?? Columns.Json(table, Id, "detection_metadata", MetadataBytes) ?? Columns.Key(table, Id, "target_artifact_id", Target)
            ?? Columns.Key(table, Id, "parent_artifact_id", ParentVersion) ?? Columns.Key(table, Id, "child_artifact_id", ChildVersion);
        if (fault is not null) throw UnpayableException.Waits(fault);
        if (DetectedAt is null) throw UnpayableException.Waits("it has no detected_at, so that its place in the order is unknown");
        if (string.IsNullOrEmpty(Subject)) throw UnpayableException.Refused("it names no target_artifact_id");
        if (!IsPromotion) return;
        if (ChildVersion is not null && Target is not null && ChildVersion != Target)
            throw UnpayableException.Refused($"target_artifact_id is '{Target}', but child_artifact_id is '{ChildVersion}'");
        if (ParentVersion == Subject) throw UnpayableException.Refused($"'{Subject}' is promoted over itself");
    }

    // PostgreSQL writes every number in full, without an exponent. The zeros are few enough to be read all.
    [GeneratedRegex(@"^([0-9]{1,16})(?:\.0{1,100})?$")]
    private static partial Regex WholeNumber();
}

/// <summary>Why an event is not paid: for good, or until what it names arrives.</summary>
internal sealed class UnpayableException : Exception
{
    private UnpayableException(string reason, bool isFinal) : base(reason) => IsFinal = isFinal;

    public bool IsFinal { get; }

    public static UnpayableException Refused(string reason) => new(reason, true);

    public static UnpayableException Waits(string reason) => new(reason, false);
}
