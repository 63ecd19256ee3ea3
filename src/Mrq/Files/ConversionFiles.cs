using Mrq.Core.Diagnostics;
using Mrq.Formats;

namespace Mrq.Files;

/// <summary>
/// The files of a conversion: known before anything is touched, written beside their places, and moved there together. The model moves
/// last, so that where it is the others are.
/// </summary>
internal sealed class ConversionFiles
{
    private readonly ConversionOutputs _outputs;
    private readonly IReadOnlyList<ConversionFile> _files;
    private readonly ImageOrder? _order;
    private readonly InputShapes _shapes;

    private ConversionFiles(ConversionOutputs outputs, ImageOrder? order, InputShapes shapes)
    {
        (_outputs, _order, _shapes) = (outputs, order, shapes);
        _files = [.. outputs.Files.OrderBy(file => file.Kind == FileKind.Model)];
    }

    /// <summary>The files of a request, each of which has a place of its own.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.OutputOverInput"/> or <see cref="MrqCodes.BadOption"/>.</exception>
    public static ConversionFiles Of(ConversionRequest request)
    {
        var outputs = request.Outputs;
        foreach (var export in outputs.Exports)
        {
            export.Format.Require(export);
        }

        DistinctFiles.Require(
            [.. RequestMember.All.SelectMany(member => member.Read(request)), .. outputs.Exports.SelectMany(export => export.ReadFiles)],
            outputs.Files.Select(file => new NamedFile(file.Role, file.Path)),
            RequestMember.All.Where(member => member.Path?.Use == PathUse.Folder).SelectMany(member => member.Named(request)));
        // In another container images keep the order that they had, unless another one is wished for.
        return new ConversionFiles(outputs, request.OutputFormat is null ? null : ModelContainer.ParseLayout(request.InterfaceLayout) ?? ModelContainer.OfFile(request.ModelPath).Format.ImageOrder, request.Shapes);
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public void RequireWritable()
    {
        foreach (var file in _files)
        {
            OutputFile.RequireWritable(file.Path);
        }
    }

    /// <summary>Takes away what an earlier conversion wrote: a request that was understood is about to replace it, and it must not survive a failure.</summary>
    public void RemoveOld()
    {
        foreach (var file in _files.Reverse())
        {
            OutputFile.Delete(file.Path);
        }
    }

    /// <summary>Delivers everything that the request asks for.</summary>
    /// <returns>What happened, with what there is to say of other output formats.</returns>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>; none of the files is left.</exception>
    public ConversionResult Deliver(Conversion conversion)
    {
        using var staged = new StagedFiles();
        var model = new ConvertedModel(conversion.Model, _order, _shapes);
        foreach (var export in _outputs.Exports)
        {
            AddExport(staged, export, model);
        }

        IReadOnlyList<(MrqCode Code, string Message)> warnings = [.. _outputs.Exports.SelectMany(export => export.Format.Warnings(export, model))];
        var report = ConversionReport.WithWarnings(conversion.Result.Report.Span, warnings);
        AddReports(staged, report, conversion.Page);
        staged.Add(_outputs.ModelPath, conversion.Model);
        staged.Deliver();
        return warnings.Count == 0 ? conversion.Result : conversion.Result with { Warnings = [.. conversion.Result.Warnings, .. warnings], Report = report };
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
        if (_outputs.ReportPath is { } json)
        {
            staged.Add(json, report);
        }

        if (_outputs.PagePath is { } html)
        {
            staged.Add(html, page);
        }
    }

    private static void AddExport(StagedFiles staged, ExportRequest export, ConvertedModel model)
    {
        var (files, contents) = (export.Format.Files(export), export.Format.Write(export, model));
        if (files.Count != contents.Count)
        {
            throw new MrqException(MrqCodes.Internal, $"{export.Format.Name} was to give {files.Count} files and gave {contents.Count}; please report it.", new MrqPlace(export.Path));
        }

        foreach (var (file, content) in files.Zip(contents))
        {
            staged.Add(file.Path, content);
        }
    }
}
