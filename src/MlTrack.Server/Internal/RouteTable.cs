using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal;

/// <summary>Collects the operations of the server.</summary>
internal sealed class RouteTable
{
    internal const string Api = "/api/2.0/mlflow/";
    internal const string Ajax = "/ajax-api/2.0/mlflow/";

    private readonly List<ApiRoute> _routes = [];

    internal IReadOnlyList<ApiRoute> Routes => _routes;

    /// <summary>Adds an operation with messages, below <c>/api</c> and <c>/ajax-api</c>.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="name">The path behind <c>/api/2.0/mlflow/</c>.</param>
    /// <param name="rules">The checks of fields, in MLflow's order.</param>
    /// <param name="access">Which right the message needs.</param>
    /// <param name="handler">Does the work and gives the answer.</param>
    /// <param name="traits">Traits of the route.</param>
    /// <param name="pages">False for an operation of MLflow's web pages, which lies below <c>/ajax-api</c> alone.</param>
    internal void Add<TRequest, TAnswer>(
        string method, string name, string rules, Func<TRequest, Access> access, Func<Call, TRequest, Task<TAnswer>> handler, RouteTraits traits = RouteTraits.None, bool pages = false)
        where TRequest : class, new()
        where TAnswer : class
    {
        var binder = new MessageBinder<TRequest>(rules);
        AddBoth(new ApiRoute(method, Api + name, name, traits, HandleAsync)
        {
            RequestType = typeof(TRequest),
            AnswerType = typeof(TAnswer),
            Required = [.. FieldRule.Parse(rules).Where(rule => rule.Required).Select(rule => rule.Name)],
        }, pages);

        async Task HandleAsync(Call call)
        {
            var message = await binder.BindAsync(call.Http, call.Options.MaxJsonBytes).ConfigureAwait(false);
            ApplyRouteValues(call, message);
            await call.DemandAsync(access(message)).ConfigureAwait(false);
            await call.AnswerAsync(await handler(call, message).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Adds an operation whose answer is empty.</summary>
    internal void Add<TRequest>(
        string method, string name, string rules, Func<TRequest, Access> access, Func<Call, TRequest, ValueTask> handler, RouteTraits traits = RouteTraits.None, bool pages = false)
        where TRequest : class, new() =>
        Add(method, name, rules, access, async (call, message) =>
        {
            await handler(call, message).ConfigureAwait(false);
            return EmptyMessage.Instance;
        }, traits, pages);

    /// <summary>Adds an operation with messages, below version 3 of both.</summary>
    internal void AddV3<TRequest, TAnswer>(string method, string name, string rules, Func<TRequest, Access> access, Func<Call, TRequest, Task<TAnswer>> handler)
        where TRequest : class, new()
        where TAnswer : class
    {
        var before = _routes.Count;
        Add(method, name, rules, access, handler);
        for (var i = before; i < _routes.Count; i++)
        {
            _routes[i] = _routes[i] with { Pattern = _routes[i].Pattern.Replace("/2.0/", "/3.0/", StringComparison.Ordinal) };
        }
    }

    /// <summary>Adds an operation whose answer is empty, below version 3 of both.</summary>
    internal void AddV3<TRequest>(string method, string name, string rules, Func<TRequest, Access> access, Func<Call, TRequest, ValueTask> handler)
        where TRequest : class, new() =>
        AddV3(method, name, rules, access, async (call, message) =>
        {
            await handler(call, message).ConfigureAwait(false);
            return EmptyMessage.Instance;
        });

    /// <summary>Adds an operation that answers by itself. Its handler must ask for the right.</summary>
    internal void Add(ApiRoute route) => _routes.Add(route);

    private static void ApplyRouteValues<TRequest>(Call call, TRequest message)
    {
        if (call.RouteValue("model_id") is { } id)
        {
            switch (message)
            {
                // As in MLflow, the id in the body counts for PATCH.
                case LoggedModelIdMessage model:
                    model.ModelId = HttpMethods.IsPatch(call.Http.Request.Method) ? model.ModelId : id;
                    break;
                case LoggedModelEntriesMessage entries:
                    entries.ModelId = id;
                    break;
            }
        }
    }

    private void AddBoth(ApiRoute route, bool pages)
    {
        if (!pages)
        {
            _routes.Add(route);
        }

        _routes.Add(route with { Pattern = Ajax + route.Name });
    }
}
