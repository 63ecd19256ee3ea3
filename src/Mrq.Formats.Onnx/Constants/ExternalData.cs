using System.Globalization;

namespace Mrq.Formats.Onnx.Constants;

/// <summary>
/// Constants that lie in other files. A model names them itself, so that only files of its own folder and below are read: no absolute path, no
/// way up, no link that leads out.
/// </summary>
/// <param name="folder">The model's folder; null where the model came without one.</param>
internal sealed class ExternalData(string? folder)
{
    public byte[] Read(TensorProto tensor, long size)
    {
        string? Entry(string key) => tensor.ExternalData.LastOrDefault(entry => entry.Key == key)?.Value;
        var location = Entry("location") is { Length: > 0 } given ? given : throw OnnxErrors.ExternalData("the constant lies in another file that it does not name.", tensor.Name);
        var path = PathOf(location, tensor.Name);
        var offset = Number(Entry("offset"), 0, tensor.Name);
        var length = Number(Entry("length"), size, tensor.Name);
        if (length != size)
        {
            throw OnnxErrors.ExternalData($"the constant takes {size} bytes, of which its file holds {length}.", tensor.Name);
        }

        try
        {
            using var file = File.OpenRead(path);
            if (offset > file.Length || size > file.Length - offset)
            {
                throw OnnxErrors.ExternalData($"the constant ends behind the end of '{location}'.", tensor.Name);
            }

            var bytes = new byte[size];
            file.Position = offset;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OnnxErrors.ExternalData($"the constant's file '{location}' cannot be read; put it beside the model.", tensor.Name);
        }
    }

    private string PathOf(string location, string tensor)
    {
        if (folder is null)
        {
            throw OnnxErrors.ExternalData($"the constant lies in '{location}', and the model came without its folder.", tensor);
        }

        var parts = location.Split('/', '\\');
        if (Path.IsPathRooted(location) || parts.Contains("..") || location.Contains(':', StringComparison.Ordinal) || location.Contains('\0', StringComparison.Ordinal))
        {
            throw OnnxErrors.ExternalData($"the constant's file '{location}' is not within the model's folder, and only files there are read.", tensor);
        }

        var path = Path.GetFullPath(folder);
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw OnnxErrors.ExternalData($"the constant's file '{location}' is a link, which could lead out of the model's folder.", tensor);
            }
        }

        return path;
    }

    private static long Number(string? text, long otherwise, string tensor) => text is null ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw OnnxErrors.ExternalData("offset or length of the constant's file is no number.", tensor);
}
