using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.MLNet.Tests.Support;
using MlTrack.Models;

namespace MlTrack.MLNet.Tests;

/// <summary>Models of ML.NET in the store: logged, registered, found by every URI, and loaded.</summary>
public sealed class ModelSpecs
{
    private readonly MLContext _context = new(1);

    [Fact]
    public async Task A_model_that_was_logged_is_loaded_and_predicts_the_same()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var model = Training.Regression(_context).Fit(data);

        var logged = await book.Run.LogModelAsync("diabetes", new MLNetFlavor(_context, model, data));
        var loaded = await book.Client.LoadTransformerAsync(logged.ModelUri, new MLContext());

        loaded.Transform(data).GetColumn<float>("Score").Should().Equal(model.Transform(data).GetColumn<float>("Score"));
        logged.File.Flavors["mlnet"].Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["data"] = "model.zip", ["mlnet_version"] = "5.0.1", ["target_framework"] = logged.File.Flavors["mlnet"]["target_framework"],
        });
    }

    [Fact]
    public async Task A_signature_and_an_example_come_from_the_data_and_leave_out_what_predictions_do_not_need()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Iris(_context);

        var logged = await book.Run.LogModelAsync("iris", new MLNetFlavor(_context, Training.IrisPipeline(_context).Fit(data), data) { ExampleRows = 2 });

        logged.File.Signature!.Inputs!.Columns.Should().Equal(
            new ColumnSpec(ColumnType.Array(ColumnType.Float), "Features"), new ColumnSpec(ColumnType.String, "Species", IsRequired: false));
        logged.File.Signature.Outputs!.Columns.Should().Equal(
            new ColumnSpec(ColumnType.Long, "PredictedLabel"), new ColumnSpec(ColumnType.Array(ColumnType.Float), "Score"));
        using var folder = await book.Client.OpenModelAsync(logged.ModelUri);
        File.ReadAllText(folder.PathOf("input_example.json")).Should().Be("""{"columns": ["Features"], "data": [[[5.1, 3.5, 1.4, 0.2]], [[4.9, 3.0, 1.4, 0.2]]]}""");
    }

    [Fact]
    public async Task What_the_caller_says_of_optional_columns_and_of_no_example_counts()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var model = Training.Regression(_context).Fit(data);

        var named = await book.Run.LogModelAsync("named", new MLNetFlavor(_context, model, data) { OptionalColumns = [], ExampleRows = 0 });
        var schema = await book.Run.LogModelAsync("schema", new MLNetFlavor(_context, model, data.Schema));

        named.File.Signature!.Inputs!.Columns.Should().OnlyContain(column => column.IsRequired == true);
        named.File.InputExample.Should().BeNull();
        schema.File.InputExample.Should().BeNull();
        schema.File.Signature!.Inputs!.Columns.Should().ContainSingle(column => column.IsRequired == false).Which.Name.Should().Be("Label");
    }

    [Fact]
    public async Task Every_kind_of_URI_leads_to_the_model()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var patient = _context.Data.CreateEnumerable<Training.Patient>(data, reuseRowObject: false).First();
        var model = Training.Regression(_context).Fit(data);
        var logged = await book.Run.LogModelAsync(_context, model, data, "diabetes", options: new LogModelOptions { RegisteredModelName = "diabetes" });
        await book.Client.SetRegisteredModelAliasAsync("diabetes", "champion", logged.Version!.Version);
        var expected = model.Transform(data).GetColumn<float>("Score").First();

        foreach (var uri in new[] { $"runs:/{book.Run.RunId}/diabetes", "models:/diabetes/1", "models:/diabetes@champion", "models:/diabetes/latest", logged.ModelUri, new Uri(logged.Model.ArtifactLocation).LocalPath })
        {
            using var engine = await book.Client.LoadPredictionEngineAsync<Training.Patient, Prediction>(uri, _context);
            engine.Predict(patient).Score.Should().Be(expected, "{0} leads to it", uri);
        }
    }

    [Fact]
    public async Task A_model_whose_file_was_changed_or_that_is_not_of_ML_NET_is_not_loaded()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var logged = await book.Run.LogModelAsync("diabetes", new MLNetFlavor(_context, Training.Regression(_context).Fit(data), data));
        var zip = Path.Combine(new Uri(logged.Model.ArtifactLocation).LocalPath, "model.zip");
        File.WriteAllBytes(zip, [.. File.ReadAllBytes(zip), 0]);

        await book.Client.Awaiting(client => client.LoadTransformerAsync(logged.ModelUri, _context)).Should().ThrowAsync<MlTrackException>()
            .Where(fault => fault.ErrorCode == MlTrackErrorCode.InvalidState).WithMessage("*model.zip*");
        await book.Client.Awaiting(client => client.LoadTransformerAsync("models:/m-00000000000000000000000000000000", _context)).Should().ThrowAsync<MlTrackException>()
            .Where(fault => fault.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist);
    }

    [Fact]
    public async Task An_ONNX_file_of_ones_own_is_logged_beside_a_model_with_the_signature_of_its_graph()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        var model = Training.Regression(_context).Fit(data);
        using var folder = new TempFolder();
        using (var file = File.Create(folder.PathOf("own.onnx")))
        {
            _context.Model.ConvertToOnnx(model, data, file);
        }

        var logged = await book.Run.LogModelAsync("own", [new OnnxFlavor(folder.PathOf("own.onnx")), new MLNetFlavor(_context, model, data)]);

        logged.File.Flavors.Keys.Should().BeEquivalentTo("onnx", "python_function", "mlnet");
        logged.File.Signature!.Inputs!.Tensors.Select(tensor => tensor.Name).Should().Equal(["Features", "Label"], "the file is taken as it is");
        (await book.Client.LoadModelAsync(logged.ModelUri, OnnxFlavor.BytesLoader)).Should().Equal(File.ReadAllBytes(folder.PathOf("own.onnx")));
    }

    [Fact]
    public void Null_is_refused_before_anything_is_done()
    {
        var data = Training.Diabetes(_context);
        var model = Training.Regression(_context).Fit(data);

        FluentActions.Invoking(() => new MLNetFlavor(null!, model, data)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new MLNetFlavor(_context, null!, data)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new MLNetFlavor(_context, model, (IDataView)null!)).Should().Throw<ArgumentNullException>();
    }
}
