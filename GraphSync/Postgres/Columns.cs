using System.Globalization;
using System.Text;

namespace GraphSync.Postgres;

/// <summary>What columns of the users' tables may hold. Each rule gives the fault of a value as a sentence that names table, row and
/// column and says what to do; null when there is none.</summary>
internal static class Columns
{
    private const int ShownCharacters = 60;

    /// <summary>An id, or a name that becomes one in the graph.</summary>
    public static string? Key(string table, string row, string column, string? value) =>
        value is null || IsKey(value) ? null
        : Fault(table, row, column, $"is {Quote(value)}, {Encoding.UTF8.GetByteCount(value):N0} bytes long",
            $"{KeyLength.MaxBytes:N0} are the most");

    /// <summary>Whether an index takes it.</summary>
    public static bool IsKey(string value) => KeyLength.Refusal(value) is null;

    /// <summary>An instant that .NET and the graph can hold.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">The row's id.</param>
    /// <param name="column">The column.</param>
    /// <param name="text">The instant as PostgreSQL writes it, when it lies outside of the years 1 to 9999; else null.</param>
    public static string? Instant(string table, string row, string column, string? text) =>
        text is null ? null : Fault(table, row, column, $"is {text}", "set an instant of the years 1 to 9999");

    /// <summary>A number that is neither infinite nor NaN.</summary>
    public static string? Finite(string table, string row, string column, double? value) =>
        value is not { } number || double.IsFinite(number) ? null
        : Fault(table, row, column, $"is {number.ToString(CultureInfo.InvariantCulture)}", "set a finite number");

    /// <summary>A number of utok, or the like, that is not negative.</summary>
    public static string? Natural(string table, string row, string column, long? value, long most = long.MaxValue)
    {
        if (value is null || (value >= 0 && value <= most)) return null;
        return Fault(table, row, column, $"is {value:N0}", most == long.MaxValue ? "set 0 or more" : $"set 0 to {most:N0}");
    }

    /// <summary>A sentence about a column.</summary>
    public static string Fault(string table, string row, string column, string what, string remedy) =>
        $"{Name(table, row)}: {column} {what}: {remedy}";

    /// <summary>A row as messages call it.</summary>
    public static string Name(string table, string row) => $"{table} {Quote(row)}";

    private static string Quote(string text) => $"'{Excerpt.Start(text, ShownCharacters)}'";
}
