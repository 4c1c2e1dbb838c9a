using MlTrack.Models;

namespace MlTrack.Golden.Tests.Models;

/// <summary>A folder with an ONNX file is what MLflow has proved to load.</summary>
public sealed class OnnxFlavorSpecs : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mltrack-onnx-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task A_folder_has_the_files_and_options_of_one_that_MLflow_loads()
    {
        var golden = ModelGolden.FolderOf("onnx-handwritten");
        var wanted = ModelFile.Parse(await File.ReadAllBytesAsync(Path.Combine(golden, ModelFile.FileName)));
        await using var client = MlTrackClient.Open("memory:");

        var file = await client.SaveModelAsync(_folder, [new OnnxFlavor(Path.Combine(golden, "model.onnx"))]);

        file.Flavors["onnx"].Should().BeEquivalentTo(wanted.Flavors["onnx"]);
        file.Flavors["python_function"].Should().BeEquivalentTo(wanted.Flavors["python_function"]);
        file.Signature!.ToString().Should().Be(wanted.Signature!.ToString());
        foreach (var name in new[] { "model.onnx", "requirements.txt" })
        {
            (await File.ReadAllTextAsync(Path.Combine(_folder, name))).TrimEnd().Should().Be((await File.ReadAllTextAsync(Path.Combine(golden, name))).TrimEnd());
        }

        foreach (var name in new[] { "python_env.yaml", "conda.yaml" })
        {
            (await File.ReadAllTextAsync(Path.Combine(_folder, name))).Should().Be(await File.ReadAllTextAsync(Path.Combine(golden, name)));
        }
    }

    [Fact]
    public async Task What_is_no_graph_is_refused_and_writes_nothing()
    {
        await using var client = MlTrackClient.Open("memory:");

        var save = () => client.SaveModelAsync(_folder, [new OnnxFlavor(Path.Combine(ModelGolden.FolderOf("sklearn-pickle"), "conda.yaml"))]);

        (await save.Should().ThrowAsync<MlTrackException>()).Which.Message.Should().Contain("no ONNX model");
        Directory.Exists(_folder).Should().BeFalse();
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
