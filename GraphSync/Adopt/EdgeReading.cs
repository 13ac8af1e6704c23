using GraphSync.Edges;

namespace GraphSync.Adopt;

/// <summary>What one relationship says, read by the rules of files: what it is to be given, and what cannot be used.</summary>
internal sealed class EdgeReading(UnreadEdge edge)
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Fault> _faults = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _aside = new(StringComparer.Ordinal);

    public UnreadEdge Edge => edge;

    /// <summary>What it is to be given; null removes.</summary>
    public IReadOnlyDictionary<string, object?> Changes => _changes;

    /// <summary>The columns that are to be kept under another name.</summary>
    public IReadOnlyCollection<string> Aside => _aside;

    public IEnumerable<Fault> Faults => _faults.Values;

    /// <summary>Whether there is anything to write.</summary>
    public bool Writes => _changes.Count > 0;

    /// <summary>What a column holds in the end; null for nothing.</summary>
    public object? this[string column] => _values.GetValueOrDefault(column);

    /// <summary>Reads a column; where it holds nothing of use, the property that is mapped to it.</summary>
    public void Read(string column, Func<object, Reading> read, Func<object, Reading> readMapped)
    {
        if (edge.Column(column) is { } present && (present is "" || !TryTake(column, present, read))) PutAside(column);
        if (this[column] is null && edge.Mapped(column) is { } mapped and not "") TryTake(column, mapped, readMapped);
    }

    /// <summary>Gives a column another value than it has.</summary>
    public void Change(string column, object? value)
    {
        _values[column] = value;
        if (Equals(value, edge.Column(column))) _changes.Remove(column);
        else _changes[column] = value;
    }

    /// <summary>Does without a column; what it holds is kept aside, unless that is an empty text.</summary>
    public void PutAside(string column)
    {
        if (edge.Column(column) is not (null or "")) _aside.Add(column);
        Change(column, null);
    }

    public void Blame(string column, string reason, bool canBePutAside = true) =>
        _faults[column] = new Fault(column, reason, canBePutAside, edge.Column(column) ?? edge.Mapped(column));

    /// <summary>Nothing but a person can mend what was said of a column.</summary>
    public void Insist(string column)
    {
        if (_faults.TryGetValue(column, out var fault)) _faults[column] = fault with { CanBePutAside = false };
    }

    private bool TryTake(string column, object value, Func<object, Reading> read)
    {
        var (taken, reason) = read(value);
        if (reason is null) Change(column, taken);
        else Blame(column, $"{column} {reason}");
        return reason is null;
    }
}

/// <summary>Why a column of a relationship cannot be used.</summary>
internal sealed record Fault(string Column, string Reason, bool CanBePutAside, object? Value);
