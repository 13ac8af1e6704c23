using System.Globalization;
using System.Text.Json;
using GraphSync.Edges;

namespace GraphSync.Rescore.Scoring;

/// <summary>
/// Holds a scorer to its word: every edge asked is answered exactly once, by a number from 0 to 1 or an explicit error.
/// Numbers are kept bit for bit, −0.0 and 1.0 included. Edges may be asked and answered by different threads.
/// </summary>
internal sealed class AnswerCheck
{
    private readonly string _scorer;
    private readonly Lock _lock = new();
    private readonly EdgeIdTable _edgeIds = new();
    private readonly EdgeIdIndex _asked;
    // One for each edge that was asked.
    private readonly BlockList<bool> _answered = new();

    /// <summary>Starts a check.</summary>
    /// <param name="scorer">The scorer's description, which opens every message.</param>
    /// <param name="asked">Edge ids already asked; more may follow by <see cref="Ask"/>.</param>
    /// <exception cref="ScoringException">An edge id is given twice.</exception>
    public AnswerCheck(string scorer, IEnumerable<string>? asked = null)
    {
        _scorer = scorer;
        _asked = new EdgeIdIndex(_edgeIds);
        foreach (var edgeId in asked ?? [])
            Ask(edgeId);
    }

    /// <summary>The first edge asked that has no answer yet; null when there is none.</summary>
    public string? FirstUnanswered
    {
        get
        {
            lock (_lock)
            {
                var first = Unanswered.FirstOrDefault(-1);
                return first < 0 ? null : _edgeIds[first];
            }
        }
    }

    private IEnumerable<int> Unanswered => Enumerable.Range(0, _edgeIds.Count).Where(index => !_answered[index]);

    /// <summary>Notes that an edge is asked; call it before the scorer can see the edge.</summary>
    /// <param name="edgeId">The edge's id.</param>
    /// <exception cref="ScoringException">The edge has been asked before.</exception>
    public void Ask(string edgeId)
    {
        lock (_lock)
        {
            _edgeIds.Add(edgeId);
            _answered.Add(false);
            if (!_asked.TryAdd(_edgeIds.Count - 1))
            {
                throw Bad(edgeId, "it is to be scored twice in one run",
                    "Edge ids must be unique over all edge types: find it in the types' edges and give one of the two another id.");
            }
        }
    }

    /// <summary>Takes a confidence.</summary>
    /// <param name="edgeId">The edge that the answer names.</param>
    /// <param name="confidence">The answer.</param>
    /// <returns>The checked answer.</returns>
    /// <exception cref="ScoringException">The edge was not asked or has been answered, or the number is NaN, infinite or outside
    /// 0…1.</exception>
    public ScoringResult Accept(string edgeId, double confidence)
    {
        if (confidence is not (>= 0 and <= 1)) // NaN fails this, too
            throw NoConfidence(edgeId, confidence.ToString("R", CultureInfo.InvariantCulture));
        Answer(edgeId);
        return new ScoringResult(edgeId, confidence, null);
    }

    /// <summary>Takes an explicit error: the edge is left as it is, and reported.</summary>
    /// <param name="edgeId">The edge that the answer names.</param>
    /// <param name="error">The reason; its first 1,000 characters are kept.</param>
    /// <returns>The checked answer.</returns>
    /// <exception cref="ScoringException">The edge was not asked, or has been answered.</exception>
    public ScoringResult AcceptError(string edgeId, string error)
    {
        Answer(edgeId);
        return new ScoringResult(edgeId, null, Excerpt.Start(Redaction.Of(error), 1000));
    }

    /// <summary>Ends the check.</summary>
    /// <exception cref="ScoringException">Edges are unanswered.</exception>
    public void Complete()
    {
        if (FirstUnanswered is not { } first)
            return;
        int missing;
        lock (_lock)
            missing = Unanswered.Count();
        throw Bad(first, $"no answer came ({missing} of {_edgeIds.Count} edges are unanswered)",
            "Answer every edge once, with a confidence or an error.");
    }

    /// <summary>Names the first unanswered edge, as the end of a clause; empty when there is none.</summary>
    internal string Waiting =>
        FirstUnanswered is { } edgeId ? $"; the first edge without an answer is '{Excerpt.Start(edgeId, 200)}'" : "";

    /// <summary>Takes a confidence that arrived as JSON.</summary>
    internal ScoringResult Accept(string edgeId, JsonElement confidence) =>
        confidence.ValueKind == JsonValueKind.Number && confidence.TryGetDouble(out var number)
            ? Accept(edgeId, number)
            : throw NoConfidence(edgeId, confidence.GetRawText());

    /// <summary>The error for one bad edge, worded as all of them are.</summary>
    internal ScoringException Bad(string edgeId, string what, string remedy) =>
        new($"{_scorer}: edge '{Excerpt.Start(edgeId, 200)}': {what}. {remedy}");

    private ScoringException NoConfidence(string edgeId, string found) =>
        Bad(edgeId, $"the confidence is {Excerpt.Start(found, 100)}, not a number from 0 to 1",
            "Correct the scorer, or let it answer an error for this edge.");

    private void Answer(string edgeId)
    {
        lock (_lock)
        {
            var index = _asked.IndexOf(edgeId);
            if (index < 0)
                throw Bad(edgeId, "it was answered, but not asked", "Answer with the edge_id as it was sent.");
            if (_answered[index])
                throw Bad(edgeId, "it was answered twice", "Answer every edge once.");
            _answered[index] = true;
        }
    }
}
