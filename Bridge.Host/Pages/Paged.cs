using System.Globalization;

namespace Bridge.Host.Pages;

/// <summary>A page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Number">From 1 on.</param>
/// <param name="HasMore">Whether another page follows.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Number, bool HasMore);

/// <summary>Which pages of its lists an address asks for: <c>?versions=2</c>, and <c>?after=EDGE_ID</c> for what is told by its
/// key.</summary>
internal sealed class PageQuery(IQueryCollection query)
{
    private const int LastNumber = 10_000;

    public const string After = "after";
    public const string Versions = "versions";
    public const string Jobs = "jobs";
    public const string Passes = "passes";
    public const string Decreases = "decreases";
    public const string Paid = "paid";

    private const string Fragment = "fragment";
    private static readonly string[] Lists = [Versions, Jobs, Passes, Decreases, Paid];

    /// <summary>Two addresses of one page that have the same key ask for the same; whatever else they say changes nothing.</summary>
    public string Key => string.Join('&', Lists.Select(list => string.Create(CultureInfo.InvariantCulture, $"{list}={Number(list)}"))
        .Append($"{Fragment}={IsFragment}").Append($"{After}={LastSeen}"));

    /// <summary>The last key seen; empty for the start.</summary>
    public string LastSeen => query[After].ToString();

    /// <summary>Whether the answer is to be put into another page.</summary>
    public bool IsFragment => query.ContainsKey(Fragment);

    /// <summary>Reads the page of a list that is asked for, and one row more, which tells whether another follows.</summary>
    public async Task<Paged<T>> ReadAsync<T>(string list, int size, Func<int, int, Task<IReadOnlyList<T>>> read)
    {
        var number = Number(list);
        var rows = await read(size + 1, (number - 1) * size);
        return new Paged<T>([.. rows.Take(size)], number, rows.Count > size);
    }

    private int Number(string list) =>
        int.TryParse(query[list], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, LastNumber) : 1;
}
