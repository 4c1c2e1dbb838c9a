using System.Text.Json;
using MlTrack.Conformance.Recorded;

namespace MlTrack.Conformance;

/// <summary>
/// The calls recorded from MLflow 3.17.2's file store must be answered as MLflow answered: success, code, message. Where MlTrack differs on
/// purpose, a table says how and why, and that is checked instead.
/// </summary>
public abstract class RecordedCallSuite : StoreSuite
{
    private const string TruncateVariable = "MLFLOW_TRUNCATE_LONG_VALUES";
    private const int RecordedCalls = 678;

    /// <summary>The kinds of calls.</summary>
    public static TheoryData<string> Ops => new(RecordedCall.All.Select(call => call.Op).Distinct());

    /// <summary>Makes a store that refuses values that are too long instead of cutting them.</summary>
    /// <returns>The store; null when this kind of store has no such option, and then those calls are left out.</returns>
    protected virtual ValueTask<ITrackingStore?> CreateStrictStoreAsync() => default;

    [Theory]
    [MemberData(nameof(Ops))]
    public async Task Calls_are_answered_as_MLflow_answers(string op)
    {
        var player = await RecordedCallPlayer.CreateAsync(Store);
        var strictStore = await CreateStrictStoreAsync();
        var strictPlayer = strictStore is null ? null : await RecordedCallPlayer.CreateAsync(strictStore);
        if (op == "list_artifacts")
        {
            await FillAsync(player);
        }

        var differences = new List<string>();
        foreach (var call in RecordedCall.All.Where(call => call.Op == op))
        {
            var chosen = call.Has(TruncateVariable) && call.Text(TruncateVariable) == "false" ? strictPlayer : player;
            if (chosen is not null && await CompareAsync(chosen, call) is { } difference)
            {
                differences.Add(difference);
            }
        }

        if (strictStore is not null)
        {
            await ReleaseStoreAsync(strictStore);
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void All_recorded_calls_are_here() => Assert.Equal(RecordedCalls, RecordedCall.All.Count);

    [Fact]
    public void Every_deviation_is_that_of_a_recorded_call() =>
        Assert.Empty(RecordedDeviations.All.Concat(ServerDeviations.All).Where(deviation => !RecordedCall.All.Any(deviation.Fits)).Select(deviation => $"{deviation.Op} {deviation.Args}"));

    private static async Task FillAsync(RecordedCallPlayer player)
    {
        foreach (var call in RecordedCall.All.Where(call => call.Op is "log_artifact" or "log_text" && call.Answer.Code is null))
        {
            await player.PlayAsync(call);
        }
    }

    private async Task<string?> CompareAsync(RecordedCallPlayer player, RecordedCall call)
    {
        var deviation = (IsServer ? ServerDeviations.All : []).Concat(RecordedDeviations.All).FirstOrDefault(each => each.Fits(call));
        if (deviation is { Code: null })
        {
            return null;
        }

        var answer = await player.PlayAsync(call);
        if (deviation is null)
        {
            return Fits(call, answer) ? null : $"{call}{Environment.NewLine}  MLflow: {call.Answer}{Environment.NewLine}  here:   {answer}";
        }

        var fits = deviation.Code == (answer.Code ?? "OK") && (deviation.Part is null || answer.Message!.Contains(deviation.Part, StringComparison.Ordinal));
        return fits ? null : $"{call}{Environment.NewLine}  wanted: {deviation.Code}: …{deviation.Part}…{Environment.NewLine}  here:   {answer}";
    }

    private static bool Fits(RecordedCall call, RecordedAnswer answer) =>
        answer.Code == call.Answer.Code && answer.Message == call.Answer.Message && (call.Answer.Returns is null || answer.Returns == Expected(call));

    // A list holds only what could be written.
    private static string Expected(RecordedCall call)
    {
        var returns = call.Answer.Returns!;
        if (call.Op != "list_artifacts")
        {
            return returns;
        }

        using var list = JsonDocument.Parse(returns);
        return JsonSerializer.Serialize(list.RootElement.EnumerateArray()
            .Where(entry => !RecordedDeviations.MissingArtifacts.Contains(entry[0].GetString(), StringComparer.Ordinal)));
    }
}
