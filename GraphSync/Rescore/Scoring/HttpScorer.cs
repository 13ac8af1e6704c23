using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GraphQueries.Resilience;
using Polly;

namespace GraphSync.Rescore.Scoring;

/// <summary>Scores over HTTP by MLflow's scoring protocol: <c>dataframe_records</c> in, <c>predictions</c> out, in the same
/// order.</summary>
/// <remarks>See https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally, "Inference Server Specification".</remarks>
internal sealed class HttpScorer : BatchScorer
{
    private const int ExcerptLength = 300;
    private const string Protocol = "It must speak MLflow's scoring protocol.";
    private const string OneARecord = "Let the model predict one number a record.";

    private readonly Uri _url;
    private readonly string? _token;
    private readonly ResiliencePipeline<HttpResponseMessage> _requests;
    private readonly HttpClient _client;

    public HttpScorer(Uri url, ScorerOptions options, TimeProvider time) : base(options, time)
    {
        _url = url;
        _token = ScorerTokens.For(url, options.ScorerTokens);
        _requests = RetryPipelines.Request<HttpResponseMessage>(time, MayPass, answer => answer.Result?.Headers.RetryAfter?.Delta);
        // A redirect could lead to a host that is not allowed.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the run's own limit rules
            MaxResponseContentBufferSize = 4 * 1024 * 1024,
        };
        if (_token is not null)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
    }

    public override string Description => _url.GetLeftPart(UriPartial.Path); // a query may hold a token

    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task<IReadOnlyList<ScoringResult>> ScoreBatchAsync(ScoringRequest[] batch, AnswerCheck check,
        CancellationToken cancellationToken)
    {
        var scores = new List<ScoringResult>(batch.Length);
        var sent = new List<ScoringRequest>(batch.Length);
        var body = WriteBody(batch, check, sent, scores);
        if (sent.Count == 0)
            return scores;
        try
        {
            await ScoreAsync(body, sent, check, scores, cancellationToken).ConfigureAwait(false);
            return scores;
        }
        catch (ScoringException e)
        {
            throw new ScoringException(Redaction.Without(e.Message, Credentials())); // servers like to repeat what they refuse
        }
    }

    private async Task ScoreAsync(byte[] body, List<ScoringRequest> sent, AnswerCheck check, List<ScoringResult> scores,
        CancellationToken cancellationToken)
    {
        using var response = await PostAsync(body, check, cancellationToken).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (response.StatusCode != HttpStatusCode.OK)
            throw Failure(Refusal(response, text), "Look into that server's log.", check);
        ReadPredictions(text, sent, check, scores);
    }

    // Short ones would be found in any text.
    private IEnumerable<string> Credentials() => _url.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)[^1])
        .Where(value => value.Length > 3).Append(_token ?? "");

    private static byte[] WriteBody(ScoringRequest[] batch, AnswerCheck check, List<ScoringRequest> sent, List<ScoringResult> left)
    {
        var (body, record) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        body.Write("""{"dataframe_records":["""u8);
        foreach (var edge in batch)
        {
            record.ResetWrittenCount();
            if (!EdgeJson.TryWriteRecord(record, edge))
            {
                left.Add(check.AcceptError(edge.EdgeId, "its inference_input is not a JSON object"));
                continue;
            }
            if (sent.Count > 0)
                body.Write(","u8);
            body.Write(record.WrittenSpan);
            sent.Add(edge);
        }
        body.Write("]}"u8);
        return body.WrittenSpan.ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, AnswerCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await _requests.ExecuteAsync(async stop =>
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                return await _client.PostAsync(_url, content, stop).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw Failure($"the request failed: {e.Message}", "See that the server runs and the URL is right.", check);
        }
    }

    /// <summary>A server that is busy, not there, or gone in the middle: it may be starting.</summary>
    private static bool MayPass(Outcome<HttpResponseMessage> answer) => answer.Exception switch
    {
        null => answer.Result?.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.SecureConnectionError
        } => false,
        _ => answer.Exception is HttpRequestException or SocketException,
    };

    private void ReadPredictions(string text, List<ScoringRequest> sent, AnswerCheck check, List<ScoringResult> scores)
    {
        using var json = AnswerJson.Parse(text, out var isJson);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("predictions", out var predictions) || predictions.ValueKind != JsonValueKind.Array)
        {
            throw Failure($"the answer is not {{\"predictions\": […]}}: {Excerpt.Start(text, ExcerptLength)}", Protocol, check);
        }
        foreach (var (edge, prediction) in sent.Zip(predictions.EnumerateArray()))
            scores.Add(check.Accept(edge.EdgeId, Single(prediction)));
        var count = predictions.GetArrayLength();
        var counts = $"{count} predictions for {sent.Count} records";
        if (count < sent.Count) throw check.Bad(sent[count].EdgeId, $"no answer came, {counts}", OneARecord);
        var last = Excerpt.Start(sent[^1].EdgeId, ExcerptLength);
        if (count > sent.Count) throw Failure($"it answered {counts}, the last of them edge '{last}'", OneARecord, check);
        if (!isJson)
            throw Failure($"the answer is not JSON: {Excerpt.Start(text, ExcerptLength)}", Protocol, check);
    }

    private static JsonElement Single(JsonElement prediction) =>
        prediction.ValueKind == JsonValueKind.Array && prediction.GetArrayLength() == 1 ? prediction[0] : prediction;

    private static string Refusal(HttpResponseMessage response, string text)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var to = response.Headers.Location is { } location
            ? $" to {Redaction.Of(location.ToString())} (redirects are not followed: set model_versions.scorer to the final URL)" : "";
        return $"HTTP {status} {response.ReasonPhrase}{to}: {Excerpt.Start(text, ExcerptLength)}";
    }

    private ScoringException Failure(string what, string remedy, AnswerCheck check) =>
        new($"{Description}: {what}{check.Waiting}. {remedy}");
}
