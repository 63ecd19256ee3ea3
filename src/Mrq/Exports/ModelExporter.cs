using Mrq.Core.Diagnostics;
using Mrq.Files;
using Mrq.Formats;

namespace Mrq;

/// <summary>Writes a model that is quantized already in another output format.</summary>
public static class ModelExporter
{
    /// <summary>Reads the model and writes the format's files together.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="request">In which format, and where to.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions it leaves open; null for none.</param>
    /// <returns>What there is to say of it.</returns>
    /// <exception cref="MrqException">Every failure that has a code; nothing was written then.</exception>
    public static IReadOnlyList<(MrqCode Code, string Message)> Export(string model, ExportRequest request, InputShapes? shapes = null)
    {
        try
        {
            request.Format.Require(request);
            var files = request.Format.Files(request);
            DistinctFiles.Require([new NamedFile("the model", model), .. request.ReadFiles], files.Select(file => new NamedFile(file.Role, file.Path)), []);
            foreach (var file in files)
            {
                OutputFile.RequireWritable(file.Path);
            }

            var document = ModelFile.Read(model, shapes);
            var source = new ConvertedModel(ModelFile.ReadBytes(model), shapes: shapes) { Document = document };
            using var staged = new StagedFiles();
            foreach (var (file, content) in files.Zip(request.Format.Write(request, source)))
            {
                staged.Add(file.Path, content);
            }

            var warnings = request.Format.Warnings(request, source);
            staged.Deliver();
            return warnings;
        }
        catch (MrqException error)
        {
            throw error.InFile(model);
        }
    }
}
