using System.Globalization;

namespace GraphSync.Edges;

/// <summary>An element id, kept small: those of a database begin alike and end in a number. A pass holds one for each of its
/// edges.</summary>
internal readonly record struct StoredElementId
{
    // Mostly that of the one database. A prefix that is not the last one is a text of its own.
    private static volatile string _lastPrefix = "";

    private readonly string? _prefix;

    // Below 0 where the id does not end in a number, or in one that is written otherwise: then all of it is the prefix.
    private readonly long _number;

    /// <param name="text">As the server gave it; null for none.</param>
    public StoredElementId(string? text)
    {
        if (text is null) return;
        var digits = text.AsSpan(text.LastIndexOf(':') + 1);
        var isNumber = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (digits.Length == 1 || digits[0] != '0');
        (_prefix, _number) = isNumber ? (Shared(text.AsSpan(0, text.Length - digits.Length)), number) : (text, -1);
    }

    /// <summary>As the server gave it; null for none.</summary>
    public string? Text => _prefix is null || _number < 0 ? _prefix : string.Create(CultureInfo.InvariantCulture, $"{_prefix}{_number}");

    private static string Shared(ReadOnlySpan<char> prefix)
    {
        var last = _lastPrefix;
        return prefix.SequenceEqual(last) ? last : _lastPrefix = prefix.ToString();
    }
}
