using System.Globalization;
using GraphSync.Review;

namespace Bridge.Host.Pages;

/// <summary>A page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Number">From 1 on.</param>
/// <param name="HasMore">Whether another page follows.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Number, bool HasMore);

/// <summary>Which pages of its lists an address asks for: <c>?versions=2</c>, and where in the queue of edges that
/// wait.</summary>
internal sealed class PageQuery(IQueryCollection query)
{
    private const int LastNumber = 10_000;

    public const string After = "after";
    public const string Drop = "drop";
    public const string Promotion = "promotion";
    public const string EdgeType = "type";
    public const string Version = "model";
    public const string Endpoint = "endpoint";
    public const string Versions = "versions";
    public const string Jobs = "jobs";
    public const string Passes = "passes";
    public const string Decreases = "decreases";
    public const string Increases = "increases";
    public const string Paid = "paid";

    private const string Fragment = "fragment";
    private static readonly string[] Lists = [Versions, Jobs, Passes, Decreases, Increases, Paid];
    private static readonly string[] Texts = [After, Drop, Promotion, EdgeType, Version, Endpoint];

    /// <summary>Two addresses of one page that have the same key ask for the same; whatever else they say changes nothing.</summary>
    public string Key => string.Join('&', Lists.Select(list => string.Create(CultureInfo.InvariantCulture, $"{list}={Number(list)}"))
        .Append($"{Fragment}={IsFragment}").Concat(Texts.Select(name => $"{name}={Uri.EscapeDataString(query[name].ToString())}")));

    /// <summary>Which edges that wait are asked for. What is left empty in a form filters nothing.</summary>
    public QueueFilter Filter => new(Text(Promotion), Text(EdgeType), Text(Version), Text(Endpoint));

    /// <summary>Where in the queue the page before ended; null from the beginning.</summary>
    public QueuePlace? Place => Text(After) is not { } after ? null : new QueuePlace(
        double.TryParse(query[Drop], NumberStyles.Float, CultureInfo.InvariantCulture, out var drop) ? drop : null, after);

    /// <summary>The address of the page of edges that begins there.</summary>
    public static string Address(string path, QueueFilter filter, QueuePlace? place)
    {
        (string Name, string? Value)[] parts =
        [
            (Promotion, filter.Promotion), (EdgeType, filter.EdgeType), (Version, filter.Version), (Endpoint, filter.Endpoint),
            (Drop, place?.Drop?.ToString("R", CultureInfo.InvariantCulture)), (After, place?.EdgeId),
        ];
        var query = string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value))
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>Whether the answer is to be put into another page.</summary>
    public bool IsFragment => query.ContainsKey(Fragment);

    /// <summary>Reads the page of a list that is asked for, and one row more, which tells whether another follows.</summary>
    public async Task<Paged<T>> ReadAsync<T>(string list, int size, Func<int, int, Task<IReadOnlyList<T>>> read)
    {
        var number = Number(list);
        var rows = await read(size + 1, (number - 1) * size);
        return new Paged<T>([.. rows.Take(size)], number, rows.Count > size);
    }

    private string? Text(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private int Number(string list) =>
        int.TryParse(query[list], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, LastNumber) : 1;
}
