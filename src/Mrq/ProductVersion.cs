using System.Reflection;

namespace Mrq;

/// <summary>The version of this build, as its packages have it.</summary>
public static class ProductVersion
{
    /// <summary>"0.1.0", or "0.1.1-alpha.0.5" between versions, without the commit behind it.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
