using System.Reflection;
using Mrq.Evaluation.Datasets;

namespace Mrq.Files;

/// <summary>A member of a conversion's request, and what is done with the files that it names where it is a path.</summary>
/// <param name="Property">The member.</param>
/// <param name="Path">Its mark; null for a value.</param>
internal sealed record RequestMember(PropertyInfo Property, RequestPathAttribute? Path)
{
    /// <summary>All members by name: found by reflection, so that a new one is looked at before anybody thinks of this file.</summary>
    public static IReadOnlyList<RequestMember> All { get; } =
    [
        .. typeof(ConversionRequest).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => new RequestMember(property, property.GetCustomAttribute<RequestPathAttribute>())),
    ];

    /// <summary>The files or folders that the member names in a request; empty for a value.</summary>
    public IEnumerable<NamedFile> Named(ConversionRequest request) => Path is null ? [] : Property.GetValue(request) switch
    {
        string path => [new NamedFile(Path.Role, path)],
        IEnumerable<string> paths when Path.Use == PathUse.Data => DataFile.Paths(paths).Select(path => new NamedFile(Path.Role, path)),
        IEnumerable<string> paths => paths.Select(path => new NamedFile(Path.Role, path)),
        _ => [],
    };

    /// <summary>The files that are read where the member names inputs: of samples the table and all that it names.</summary>
    public IEnumerable<NamedFile> Read(ConversionRequest request) => Path?.Use switch
    {
        PathUse.Input => Named(request),
        PathUse.Data => ((IEnumerable<string>)Property.GetValue(request)!).SelectMany(DatasetFiles.Of).Select(path => new NamedFile(Path.Role, path)),
        _ => [],
    };
}
