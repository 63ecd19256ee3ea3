using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Files;

/// <summary>
/// The files of a conversion: known before anything is touched, written beside their places, and moved there together. The model moves
/// last, so that where it is the others are.
/// </summary>
internal sealed class ConversionFiles
{
    private readonly ConversionRequest _request;
    private readonly string? _header;

    private ConversionFiles(ConversionRequest request)
    {
        _request = request;
        _header = request.CArrayPath is { Length: > 0 } source ? CArray.HeaderPath(source) : null;
    }

    /// <summary>The files of a request, each of which has a place of its own.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.OutputOverInput"/> or <see cref="MrqCodes.BadOption"/>.</exception>
    public static ConversionFiles Of(ConversionRequest request)
    {
        var files = new ConversionFiles(request);
        IEnumerable<NamedFile> Used(PathUse use) => RequestMember.All.Where(member => member.Path?.Use == use).SelectMany(member => member.Named(request));
        var header = files._header is { } path ? [new NamedFile("the C array's header", path)] : Array.Empty<NamedFile>();
        DistinctFiles.Require(RequestMember.All.SelectMany(member => member.Read(request)), [.. Used(PathUse.Output), .. header], Used(PathUse.Folder));
        return files;
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public void RequireWritable()
    {
        foreach (var path in new[] { _request.ReportPath, _request.HtmlPath, _header, _request.CArrayPath, _request.OutputPath }.OfType<string>())
        {
            OutputFile.RequireWritable(path);
        }
    }

    /// <summary>Takes away what an earlier conversion wrote: a request that was understood is about to replace it, and it must not survive a failure.</summary>
    public void RemoveOld()
    {
        foreach (var path in new[] { _request.OutputPath, _request.CArrayPath, _header, _request.ReportPath, _request.HtmlPath }.OfType<string>())
        {
            OutputFile.Delete(path);
        }
    }

    /// <summary>Delivers everything that the request asks for.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>; none of the files is left.</exception>
    public void Deliver(Conversion conversion)
    {
        using var staged = new StagedFiles();
        AddReports(staged, conversion.Result.Report.Span, conversion.Page);
        if (_request.CArrayPath is { } source)
        {
            var name = _request.CSymbol ?? CSymbol.OfFile(source);
            staged.Add(_header!, Encoding.UTF8.GetBytes(CArray.Header(name, conversion.Model.Length)));
            staged.Add(source, Encoding.UTF8.GetBytes(CArray.Source(name, Path.GetFileName(_header!), conversion.Model)));
        }

        staged.Add(_request.OutputPath, conversion.Model);
        staged.Deliver();
    }

    /// <summary>Delivers what there is to say of a model that did not pass its gate.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public void DeliverReports(ReadOnlySpan<byte> report, byte[]? page)
    {
        using var staged = new StagedFiles();
        AddReports(staged, report, page);
        staged.Deliver();
    }

    private void AddReports(StagedFiles staged, ReadOnlySpan<byte> report, byte[]? page)
    {
        if (_request.ReportPath is { } json)
        {
            staged.Add(json, report);
        }

        if (_request.HtmlPath is { } html)
        {
            staged.Add(html, page);
        }
    }
}
