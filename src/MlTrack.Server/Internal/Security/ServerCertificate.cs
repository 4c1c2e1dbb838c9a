using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MlTrack.Server.Internal.Security;

/// <summary>The certificate with which a server shows who it is, and the chain to its authority.</summary>
/// <param name="Own">The certificate with its key.</param>
/// <param name="Chain">What stands behind it in the file.</param>
internal sealed record ServerCertificate(X509Certificate2 Own, X509Certificate2Collection Chain)
{
    /// <summary>Reads the files.</summary>
    /// <returns>Null where no certificate is named.</returns>
    /// <exception cref="InvalidOperationException">They cannot be read, hold no key, or the password is wrong.</exception>
    internal static ServerCertificate? Load(MlTrackServerHostOptions options)
    {
        if (options.CertificatePath is not { } path)
        {
            return options.CertificateKeyPath is null ? null : throw new InvalidOperationException("A key was given, and no certificate.");
        }

        try
        {
            return IsPem(path) ? LoadPem(path, options.CertificateKeyPath, options.CertificatePassword) : LoadPfx(path, options.CertificatePassword);
        }
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidOperationException($"The certificate '{path}' cannot be used: {cause.Message}", cause);
        }
    }

    private static bool IsPem(string path) => File.ReadLines(path).Take(200).Any(line => line.StartsWith("-----BEGIN ", StringComparison.Ordinal));

    private static ServerCertificate LoadPem(string path, string? keyPath, string? password)
    {
        using var read = password is null ? X509Certificate2.CreateFromPemFile(path, keyPath) : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);

        // Windows takes a key only from a store of its own.
        return new ServerCertificate(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null), chain);
    }

    private static ServerCertificate LoadPfx(string path, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("It holds no key.");
        return new ServerCertificate(own, all);
    }
}
