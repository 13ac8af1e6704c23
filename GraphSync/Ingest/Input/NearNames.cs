using System.Text;

namespace GraphSync.Ingest.Input;

/// <summary>Column names that are nearly those of the contract. Taken for properties they would turn a model's edge into a curated one,
/// which nothing can mend later.</summary>
internal sealed class NearNames(IEnumerable<string> contract)
{
    // A slip of one letter in shorter names makes other words.
    private const int LongName = 8;
    private const int VeryLongName = 12;

    private readonly (string Column, string Plain)[] _contract = [.. contract.Select(column => (column, Plain(column)))];

    private static readonly string[] WithoutId = ["source_artifact_id", "model_id", "run_id"];

    /// <param name="name">The column.</param>
    /// <param name="isPresent">Whether the file has a column of that name.</param>
    /// <returns>The name that was meant; null when the column is what it says.</returns>
    public string? Of(string name, Func<string, bool> isPresent)
    {
        if (_contract.Any(known => known.Column == name)) return null;
        var plain = Plain(name);
        return _contract.FirstOrDefault(known => known.Plain == plain).Column
            ?? _contract.FirstOrDefault(known => !isPresent(known.Column) && (IsSlip(plain, known.Plain)
                || (WithoutId.Contains(known.Column) && Plain(known.Column[..^3]) == plain))).Column;
    }

    /// <summary>Letters and digits alone, in lower case.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool IsSlip(string name, string column) =>
        column.Length >= LongName && Distance(name, column) <= (column.Length >= VeryLongName ? 2 : 1);

    /// <summary>How many letters to add, drop, change or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2) return int.MaxValue;
        var steps = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }
                var change = steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        }
        return steps[a.Length, b.Length];
    }
}
