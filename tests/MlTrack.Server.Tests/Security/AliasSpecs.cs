using System.Net;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Security;

/// <summary>Aliases that are moved by requests: in the name of who logged in, and past no guard.</summary>
public sealed class AliasSpecs
{
    private const string Alias = "/api/2.0/mlflow/registered-models/alias";

    [Fact]
    public async Task The_journal_names_who_logged_in_and_a_guard_answers_400()
    {
        await using var server = await TestServer.StartWithUsersAsync();
        var ann = TestServer.Basic("ann", TestServer.AnnPassword);
        var registry = ((IModelRegistryProvider)server.Store).ModelRegistry;
        await server.SendAsync(ann, HttpMethod.Post, "/api/2.0/mlflow/registered-models/create", """{"name": "iris"}""");
        await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "iris", Source = "s3://bucket/x" });

        (await server.SendAsync(ann, HttpMethod.Post, Alias, """{"name": "iris", "alias": "shadow", "version": "1"}""")).StatusCode.Should().Be(HttpStatusCode.OK);
        await registry.SetRegisteredModelTagAsync("iris", new RunTag("mltrack.guard.champion", """[{"metric": "auc", "min": 0.9}]"""));
        using var refused = await server.SendAsync(ann, HttpMethod.Post, Alias, """{"name": "iris", "alias": "champion", "version": "1"}""");

        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("INVALID_PARAMETER_VALUE").And.Contain("it has no metric");
        var move = (await ((IAliasHistory)registry).ListAliasMovesAsync("iris")).Should().ContainSingle().Which;
        (move.Alias, move.Version, move.MovedBy).Should().Be(("shadow", "1", "ann"));
    }
}
