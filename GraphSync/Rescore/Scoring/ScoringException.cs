namespace GraphSync.Rescore.Scoring;

/// <summary>A scorer failed as a whole: nothing of its run may be written. The message names the first bad edge, where one can be told,
/// and the remedy.</summary>
/// <param name="message">What went wrong, with which scorer, at which edge, and what to do.</param>
internal sealed class ScoringException(string message) : Exception(message);
