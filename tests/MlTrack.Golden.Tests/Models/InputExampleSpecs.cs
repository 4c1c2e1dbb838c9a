using System.Text.Json;
using MlTrack.Models;

namespace MlTrack.Golden.Tests.Models;

/// <summary>The files of an input example are MLflow's.</summary>
public sealed class InputExampleSpecs : IDisposable
{
    private static readonly string[] Names = ["a", "b"];

    private static readonly Dictionary<string, Func<ModelInputExample>> Examples = new()
    {
        // What pandas shows of a missing text is NaN.
        ["dataframe with names"] = () => ModelInputExample.Table(Names, [[1.5, "x"], [2.0, double.NaN]]),
        ["dataframe with NaN"] = () => ModelInputExample.Table(["a"], [[1.5], [double.NaN]]),
        ["dataframe without names"] = () => ModelInputExample.Table(null, [[1, 2], [3, 4]]),
        ["float matrix"] = () => ModelInputExample.FromArray(new[,] { { 1.5, 2.0 }, { 3.0, double.NaN } }),
        ["dict of arrays"] = () => ModelInputExample.FromArrays([new("x", new[,] { { 1, 2 } }), new("y", new[] { 3 })]),
        ["dict"] = () => Json("""{"a": 1, "b": [1, 2]}"""),
        ["list"] = () => Json("""["a", "b"]"""),
        ["string"] = () => Json("\"hello\""),
        ["number"] = () => Json("1.5"),
        ["datetime column"] = () => ModelInputExample.Table(["t"], [[new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Unspecified)]]),
        ["bytes column"] = () => ModelInputExample.Table(["y"], [["abc"u8.ToArray()]]),
        ["tuple with params"] = () => ModelInputExample.Table(["a"], [[1]]).WithParams(JsonDocument.Parse("""{"k": 2}""").RootElement),
        ["chat messages"] = () => Json("""{"messages": [{"role": "user", "content": "hi"}]}"""),
    };

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mltrack-example-" + Guid.NewGuid().ToString("N"));

    public static TheoryData<string> Cases => [.. ModelGolden.Rows("input_examples.jsonl").Select(row => (string)row["example"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_files_of_an_example_are_MLflows(string name)
    {
        var row = ModelGolden.Rows("input_examples.jsonl").Single(row => (string)row["example"]! == name);
        await using var client = MlTrackClient.Open("memory:");

        var file = await client.SaveModelAsync(_folder, [new OnlyOptions()], new LogModelOptions { InputExample = Examples[name]() });

        (await File.ReadAllTextAsync(Path.Combine(_folder, "input_example.json"))).Should().Be((string)row["input_example.json"]!);
        (await File.ReadAllTextAsync(Path.Combine(_folder, "serving_input_example.json"))).Should().Be((string)row["serving_input_example.json"]!);
        var info = row["saved_input_example_info"]!;
        file.InputExample.Should().Be(new InputExampleInfo
        {
            ArtifactPath = (string?)info["artifact_path"], ServingInputPath = (string?)info["serving_input_path"], Type = (string?)info["type"],
            PandasOrient = (string?)info["pandas_orient"], HasParams = (string?)info["params"] == "true",
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ModelInputExample Json(string json) => ModelInputExample.FromJson(JsonDocument.Parse(json).RootElement);

    private sealed class OnlyOptions : IModelFlavor
    {
        public string Name => "test";

        public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
        {
            folder.AddFlavor(Name, new Dictionary<string, object?>());
            return default;
        }
    }
}
