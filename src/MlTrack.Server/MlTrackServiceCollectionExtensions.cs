using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MlTrack.Server;
using MlTrack.Server.Internal;
using MlTrack.Stores;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a MLflow tracking server to an application.</summary>
public static class MlTrackServiceCollectionExtensions
{
    /// <summary>Adds what <c>MapMlTrack</c> needs: the store that is served, and how.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="store">The store; the caller owns it.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddMlTrack(this IServiceCollection services, ITrackingStore store, Action<MlTrackServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(store);
        var options = new MlTrackServerOptions();
        configure?.Invoke(options);
        return services.AddMlTrack(store, options);
    }

    // Made by the container, which disposes only what it makes.
    internal static IServiceCollection AddMlTrack(this IServiceCollection services, ITrackingStore store, MlTrackServerOptions options)
    {
        services.AddRouting();
        services.TryAddSingleton(provider => new ServerCore(store, options, provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        return services;
    }
}
