using System.Text.Json.Nodes;

namespace MlTrack.Golden.Tests.Registry;

/// <summary>Every recorded call on MLflow's registry gives the recorded answer and, in a folder, the recorded files.</summary>
public sealed class RegistryReplaySpecs
{
    private const string RecordedRoot = "file:///golden/mlruns";

    // MLflow loses a model's tags and aliases when it renames it, and says so of the model afterwards. Here they are kept.
    private static readonly Dictionary<(string File, int Call), string> KeptByUs = new()
    {
        [("ops.jsonl", 160)] = """{"aliases":{"al":"1"},"tags":{"keep":"?"}}""",
    };

    public static TheoryData<string> Recordings => ["ops.jsonl", "ops_random.jsonl"];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task In_a_folder_answers_and_files_are_MLflows(string file)
    {
        var folder = Path.Combine(Path.GetTempPath(), "mltrack-registry-" + Guid.NewGuid().ToString("N"));
        var root = Path.Combine(folder, "mlruns");
        try
        {
            var faults = await ReplayAsync(file, new Uri(root).AbsoluteUri, root);

            faults.Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task In_memory_answers_are_MLflows(string file)
    {
        var faults = await ReplayAsync(file, "memory:", folder: null);

        faults.Should().BeEmpty();
    }

    private static async Task<List<string>> ReplayAsync(string file, string uri, string? folder)
    {
        var clock = new FixedClock();
        await using var client = MlTrackClient.Open(uri, new MlTrackClientOptions { TimeProvider = clock, OnFailure = OnFailure.Throw });
        var replay = new RegistryReplay(client);
        var ids = new List<(string Recorded, string Now)> { (RecordedRoot, uri) };
        var faults = new List<string>();
        var before = folder is null ? [] : FolderState.Read(folder);
        foreach (var line in RegistryRecording.Lines(file))
        {
            var call = new RegistryRecording(ids.Aggregate(line, (text, id) => text.Replace(id.Recorded, id.Now, StringComparison.Ordinal)));
            clock.Milliseconds = call.Now;
            var (result, error) = await TryAsync(replay, call);
            if (RegistryReplay.NewId(call, result) is { } made)
            {
                ids.Add(made);
                call = new RegistryRecording(ids.Aggregate(line, (text, id) => text.Replace(id.Recorded, id.Now, StringComparison.Ordinal)));
            }

            Compare(file, call, result, error, folder is null, faults);
            if (folder is not null)
            {
                var after = FolderState.Read(folder);
                CompareFiles(call, before, after, faults);
                before = after;
            }
        }

        return faults;
    }

    private static async Task<(JsonNode? Result, MlTrackException? Error)> TryAsync(RegistryReplay replay, RegistryRecording call)
    {
        try
        {
            return (await replay.RunAsync(call), null);
        }
        catch (MlTrackException error)
        {
            return (null, error);
        }
    }

    private static void Compare(string file, RegistryRecording call, JsonNode? result, MlTrackException? error, bool inMemory, List<string> faults)
    {
        if (call.Error is { } recorded)
        {
            var expected = $"{recorded["code"]}: {recorded["message"]}";
            var found = error is null ? "no error" : $"{error.ErrorCodeText}: {error.Message}";
            if (found != expected)
            {
                faults.Add($"{call}\n  expected {expected}\n  found    {found}");
            }

            return;
        }

        if (error is not null)
        {
            faults.Add($"{call}\n  found {error.ErrorCodeText}: {error.Message}");
            return;
        }

        var wanted = call.Result?.DeepClone();
        if (KeptByUs.TryGetValue((file, call.Index), out var kept))
        {
            foreach (var (key, value) in JsonNode.Parse(kept)!.AsObject())
            {
                wanted![key] = value?.DeepClone();
            }
        }

        var text = RegistryShape.Normal(result);
        var wantedText = RegistryShape.Normal(wanted);
        if (inMemory)
        {
            // Artifacts in memory have places of their own.
            (text, wantedText) = (WithoutPlaces(text), WithoutPlaces(wantedText));
        }

        if (text != wantedText)
        {
            faults.Add($"{call}\n  expected {wantedText}\n  found    {text}");
        }
    }

    private static string WithoutPlaces(string json) =>
        System.Text.RegularExpressions.Regex.Replace(json, "\"(artifact_location|artifact_uri|source)\":\"(file|memory):[^\"]*\"", "\"$1\":\"…\"");

    private static void CompareFiles(RegistryRecording call, Dictionary<string, string> before, Dictionary<string, string> after, List<string> faults)
    {
        // The recorder wrote this run by hand, shorter than MLflow does.
        if (call.Operation == "create_run")
        {
            return;
        }

        var changes = after.Where(entry => !before.TryGetValue(entry.Key, out var old) || old != entry.Value)
            .Select(entry => (entry.Key, Value: (string?)entry.Value))
            .Concat(before.Keys.Where(path => !after.ContainsKey(path)).Select(path => (path, (string?)null)))
            .ToDictionary(change => change.Item1, change => change.Item2, StringComparer.Ordinal);
        var expected = call.Files.ToDictionary(entry => entry.Key, entry => (string?)entry.Value, StringComparer.Ordinal);
        if (call.Operation == "rename_registered_model")
        {
            KeepTagsAndAliases(call, before, expected);
        }

        foreach (var path in expected.Keys.Union(changes.Keys).Order(StringComparer.Ordinal))
        {
            var wanted = expected.TryGetValue(path, out var text) ? text ?? "gone" : "unchanged";
            var found = changes.TryGetValue(path, out var change) ? change ?? "gone" : "unchanged";
            if (call.Operation == "finalize_logged_model")
            {
                // MLflow loses this key when a model is finished, and takes a missing one for active. Here it stays.
                found = found.Replace("lifecycle_stage: active\n", "", StringComparison.Ordinal);
            }

            if (wanted != found && !(wanted == before.GetValueOrDefault(path) && found == "unchanged"))
            {
                faults.Add($"{call}\n  {path}\n  expected {wanted}\n  found    {found}");
            }
        }
    }

    private static void KeepTagsAndAliases(RegistryRecording call, Dictionary<string, string> before, Dictionary<string, string?> expected)
    {
        var prefix = $"models/{call.Text(0)}/";
        foreach (var (path, content) in before.Where(entry => entry.Key.StartsWith(prefix + "tags/", StringComparison.Ordinal) || entry.Key.StartsWith(prefix + "aliases/", StringComparison.Ordinal)))
        {
            if (expected.ContainsKey(path))
            {
                expected[$"models/{call.Text(1)}/{path[prefix.Length..]}"] = content;
            }
        }
    }

    private sealed class FixedClock : TimeProvider
    {
        public long Milliseconds { get; set; } = 1_700_000_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);
    }
}
