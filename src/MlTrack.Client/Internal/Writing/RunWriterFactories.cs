using Microsoft.Extensions.Logging;
using MlTrack.Internal.Context;
using MlTrack.Internal.Spooling;
using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>Chooses the way in which runs of a store are written.</summary>
internal static class RunWriterFactories
{
    internal static IRunWriterFactory For(
        ITrackingStore store, MlTrackClientOptions options, Func<MlflowEnvironment> environment, WritePolicy policy, ILogger logger) =>
        store is IDirectTrackingStore direct ? new DirectRunWriterFactory(direct) : new SpoolRunWriterFactory(store, options, environment, policy, logger);
}
