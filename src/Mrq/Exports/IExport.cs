using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>
/// An output format beyond the model itself. Which files it gives is known before anything is converted; what is in them, once a model
/// passed its gate. <see cref="ExportFormats"/> lists all: the command, its help and the build take them from there.
/// </summary>
public interface IExport
{
    /// <summary>As <c>OutputFormat</c> and the command's option of it are written: "c-array".</summary>
    string Name { get; }

    /// <summary>What is written, as help says it after "Where to write": "the model as a C array".</summary>
    string Description { get; }

    /// <summary>How the main file's name ends, where the model's name gives it: ".c".</summary>
    string Extension { get; }

    /// <summary>What a user can say of it.</summary>
    IReadOnlyList<ExportOption> Options => [];

    /// <summary>The files that a request gives, the main one first. Told of any request, a wrong one too, without a look at the disk.</summary>
    IReadOnlyList<ExportFile> Files(ExportRequest request);

    /// <summary>Refuses a request that could not be written.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    void Require(ExportRequest request)
    {
    }

    /// <summary>What there is to say of a model in this format.</summary>
    IReadOnlyList<(MrqCode Code, string Message)> Warnings(ExportRequest request, ConvertedModel model) => [];

    /// <summary>The bytes of each of <see cref="Files"/>, in their order; the same for the same model and request.</summary>
    IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model);
}
