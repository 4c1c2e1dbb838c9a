using System.Net;
using System.Text.Json;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Security;

/// <summary>A version of a model of one's own is no way to what somebody else keeps.</summary>
public sealed class VersionSourceSpecs
{
    [Theory]
    [InlineData("models:/{model}", false, true)]
    [InlineData("MODELS:/{model}", false, true)]
    [InlineData("models://host/{model}", false, true)]
    [InlineData("s3://bucket/x", false, true)]
    [InlineData("s3://bucket/x", true, false)]
    [InlineData("runs:/{run}/a.txt", true, false)]
    [InlineData("RUNS:/{run}/a.txt", true, false)]
    [InlineData("{artifacts}", true, false)]
    [InlineData("mlflow-artifacts:/{experiment}/{run}/artifacts", true, false)]
    public async Task Where_it_comes_from_must_be_readable_however_it_is_written(string source, bool givesRun, bool givesModel)
    {
        await using var server = await TestServer.StartWithUsersAsync();
        server.Users.SetDefaultPermission("NO_PERMISSIONS");
        var experiment = await server.Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "secret" });
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment })).Info;
        var model = await server.Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = experiment, Name = "secret", SourceRunId = run.RunId });
        var ann = TestServer.Basic("ann", TestServer.AnnPassword);
        (await server.SendAsync(ann, HttpMethod.Post, "/api/2.0/mlflow/registered-models/create", """{"name": "mine"}""")).StatusCode.Should().Be(HttpStatusCode.OK);

        var fields = new Dictionary<string, string>
        {
            ["name"] = "mine",
            ["source"] = source.Replace("{model}", model.ModelId, StringComparison.Ordinal).Replace("{run}", run.RunId, StringComparison.Ordinal)
                .Replace("{experiment}", experiment, StringComparison.Ordinal).Replace("{artifacts}", run.ArtifactUri, StringComparison.Ordinal),
        };
        if (givesRun)
        {
            fields["run_id"] = run.RunId;
        }

        if (givesModel)
        {
            fields["model_id"] = model.ModelId;
        }

        using var answer = await server.SendAsync(ann, HttpMethod.Post, "/api/2.0/mlflow/model-versions/create", JsonSerializer.Serialize(fields));

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden, await answer.Content.ReadAsStringAsync());
        (await server.Store.GetLoggedModelAsync(model.ModelId)).Tags.Should().BeEmpty("nobody may write what they may not read");
        using var admin = await server.SendAsync(TestServer.Basic("admin", TestServer.AdminPassword), HttpMethod.Post, "/api/2.0/mlflow/model-versions/create", JsonSerializer.Serialize(fields));
        admin.StatusCode.Should().Be(HttpStatusCode.OK, await admin.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("runs:")]
    [InlineData("runs://x")]
    [InlineData("RUNS:/")]
    public async Task A_source_that_is_no_run_is_refused(string source)
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync(null, HttpMethod.Post, "/api/2.0/mlflow/registered-models/create", """{"name": "m"}""");

        using var answer = await server.SendAsync(null, HttpMethod.Post, "/api/2.0/mlflow/model-versions/create", JsonSerializer.Serialize(new { name = "m", source }));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }
}
