using System.Text.Json.Nodes;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests.Registry;

/// <summary>The recorded tree says to us what it says to MLflow.</summary>
public sealed class RegistryReadingSpecs
{
    private static readonly JsonObject Expected = JsonNode.Parse(File.ReadAllText(Path.Combine(RegistryRecording.Source, "expected.json")))!.AsObject();

    public static TheoryData<int> Searches => [.. Enumerable.Range(0, Expected["searches"]!.AsArray().Count)];

    [Fact]
    public async Task Registered_models_are_those_of_MLflow()
    {
        await using var client = Open();

        var found = new JsonArray();
        await foreach (var model in client.ListRegisteredModelsAsync(new SearchRegistryQuery { MaxResults = 4 }))
        {
            found.Add(RegistryShape.Of(model));
        }

        RegistryShape.Normal(found).Should().Be(RegistryShape.Normal(Expected["registered_models"]));
    }

    [Fact]
    public async Task Versions_are_those_of_MLflow()
    {
        await using var client = Open();

        var found = new JsonArray();
        await foreach (var version in client.ListModelVersionsAsync(new SearchRegistryQuery { MaxResults = 2 }))
        {
            found.Add(RegistryShape.Of(await client.GetModelVersionAsync(version.Name, version.Version)));
        }

        RegistryShape.Normal(found).Should().Be(RegistryShape.Normal(Expected["model_versions"]));
    }

    [Fact]
    public async Task Logged_models_are_those_of_MLflow()
    {
        await using var client = Open();

        var found = new JsonArray();
        foreach (var model in Expected["logged_models"]!.AsArray())
        {
            found.Add(RegistryShape.Of(await client.GetLoggedModelAsync((string)model!["model_id"]!)));
        }

        RegistryShape.Normal(found).Should().Be(RegistryShape.Normal(Expected["logged_models"]));
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task Searches_find_what_MLflow_finds(int index)
    {
        await using var client = Open();
        var recorded = Expected["searches"]![index]!.AsObject();
        var query = new SearchRegistryQuery
        {
            Filter = (string?)recorded["filter"],
            OrderBy = recorded["order_by"]?.AsArray().Select(clause => (string)clause!).ToList() ?? [],
            MaxResults = (int)recorded["max_results"]!,
        };

        var found = await SearchAsync(client, (string)recorded["kind"]!, query);

        var wanted = recorded["error"] is { } error
            ? $"{error["code"]}: {InOrder((string)error["message"]!)}"
            : $"{recorded["ok"]!["items"]!.ToJsonString()}, more: {(bool)recorded["ok"]!["has_more"]!}";
        found.Should().Be(wanted);
    }

    [Fact]
    public async Task URIs_lead_where_they_lead_in_MLflow()
    {
        // Nobody connects to a store of objects here; only its name counts. A registration is the whole process's, so other tests' places are refused as before.
        const string Recorded = "s3://bucket/models/";
        var unknown = FluentActions.Invoking(() => ArtifactRepositories.Open("s3://bucket/prefix")).Should().Throw<MlTrackException>().Which;
        ArtifactRepositories.Register("s3", (uri, options) => uri.StartsWith(Recorded, StringComparison.Ordinal)
            ? ArtifactRepositories.Open(Path.GetTempPath(), options)
            : throw new MlTrackException(unknown.ErrorCode, unknown.Message));
        await using var client = Open();
        var faults = new List<string>();
        foreach (var row in Expected["resolve"]!.AsArray())
        {
            var wanted = row!["error"] is { } error ? $"{error["code"]}: {error["message"]}" : (string)row["ok"]!;
            string found;
            try
            {
                found = (await client.ResolveModelUriAsync((string)row["uri"]!)).Uri;
            }
            catch (MlTrackException refusal)
            {
                found = $"{refusal.ErrorCodeText}: {refusal.Message}";
            }

            if (found != wanted)
            {
                faults.Add($"{row["uri"]}: expected {wanted}, found {found}");
            }
        }

        faults.Should().BeEmpty();
    }

    private static async Task<string> SearchAsync(MlTrackClient client, string kind, SearchRegistryQuery query)
    {
        try
        {
            if (kind == "registered_models")
            {
                var models = await client.SearchRegisteredModelsAsync(query);
                return $"{new JsonArray([.. models.Items.Select(model => JsonValue.Create(model.Name))]).ToJsonString()}, more: {models.NextPageToken is not null}";
            }

            var versions = await client.SearchModelVersionsAsync(query);
            var items = versions.Items.Select(version => new JsonArray(version.Name, int.Parse(version.Version, System.Globalization.CultureInfo.InvariantCulture)));
            return $"{new JsonArray([.. items]).ToJsonString()}, more: {versions.NextPageToken is not null}";
        }
        catch (MlTrackException error)
        {
            return $"{error.ErrorCodeText}: {InOrder(error.Message)}";
        }
    }

    // What Python prints of a set has no order.
    private static string InOrder(string message)
    {
        var (start, end) = (message.IndexOf('{', StringComparison.Ordinal), message.LastIndexOf('}'));
        return start < 0 ? message : message[..start] + string.Join(", ", message[(start + 1)..end].Split(", ").Order(StringComparer.Ordinal)) + message[end..];
    }

    private static MlTrackClient Open() => MlTrackClient.Open(Path.Combine(RegistryRecording.Source, "mlruns"));
}
