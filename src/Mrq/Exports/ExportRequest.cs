using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq;

/// <summary>One export of a conversion: in which format, and where to.</summary>
/// <param name="Format">One of <see cref="ExportFormats"/>.</param>
/// <param name="Path">The main file's place.</param>
public sealed record ExportRequest(IExport Format, string Path)
{
    /// <summary>What is said of it, by the names of its format's options; what is not there was left open.</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>An option's value; null where it was left open.</summary>
    public string? this[string option] => Options.GetValueOrDefault(option);

    /// <summary>The files that its options name.</summary>
    internal IEnumerable<NamedFile> ReadFiles => Format.Options.Where(option => option.IsFile && this[option.Name] is not null).Select(option => new NamedFile(option.Name, this[option.Name]!));

    /// <summary>The same with another value of an option; null leaves it open.</summary>
    public ExportRequest With(string option, string? value) => this with { Options = value is null ? Options.Remove(option) : Options.SetItem(option, value) };

    /// <summary>The same with the name that somebody chose in the form that it has for one scheme.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when it can be no name.</exception>
    public ExportRequest Named(string scheme, bool isOneOfSeveral) =>
        Format is INamedExport named && this[named.NameOption] is { } text ? With(named.NameOption, named.Chosen(text, scheme, isOneOfSeveral)) : this;
}
