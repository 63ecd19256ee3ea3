using System.Globalization;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>
/// COCO's annotations of objects and keypoints. A file may be anybody's: entries are looked at one by one, and what is wrong with them is told together, each by its line.
/// </summary>
internal sealed class CocoFile
{
    private const long LongestFile = 256 << 20;
    private const int MostFaults = 8;
    private const double LargestSide = 1 << 20;

    private readonly byte[] _text;
    private readonly List<string> _faults = [];
    private readonly Dictionary<long, CocoImage> _images = [];
    private readonly Dictionary<long, string> _categories = [];
    private readonly List<(long Offset, CocoObject Object)> _objects = [];

    private CocoFile(byte[] text) => _text = text;

    public IReadOnlyDictionary<long, CocoImage> Images => _images;

    /// <summary>Names by ids.</summary>
    public IReadOnlyDictionary<long, string> Categories => _categories;

    /// <summary>The objects of each image.</summary>
    public ILookup<long, CocoObject> Objects => _objects.ToLookup(entry => entry.Object.Image, entry => entry.Object);

    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static CocoFile Read(string path)
    {
        if (DatasetFile.LengthOf(path) is var length && length > LongestFile)
        {
            throw DatasetErrors.CannotRead("The annotations are longer than 256 MiB.").InFile(path);
        }

        try
        {
            var text = new byte[length];
            using (var stream = DatasetFile.Open(path))
            {
                DatasetFile.ReadExactly(stream, text, path);
            }

            var file = new CocoFile(text);
            file.Read();
            return file;
        }
        catch (InvalidOperationException error)
        {
            throw DatasetErrors.CannotRead("The file has text that is no Unicode.", cause: error).InFile(path);
        }
        catch (JsonException error)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"Line {error.LineNumber + 1}: the file is no JSON."), cause: error).InFile(path);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    private void Read()
    {
        // A byte order mark is no JSON.
        var start = _text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(_text.AsSpan(start), new JsonReaderOptions { MaxDepth = 32 });
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw NotCoco();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name is not ("images" or "annotations" or "categories") || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            found.Add(name);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var offset = start + reader.TokenStartIndex;
                Take(name, JsonElement.ParseValue(ref reader), offset);
            }
        }

        if (found.Count < 3)
        {
            throw NotCoco();
        }

        foreach (var (offset, entry) in _objects)
        {
            Check(entry, offset);
        }

        if (_faults.Count > 0)
        {
            throw DatasetErrors.CannotRead(string.Join(' ', _faults.Take(MostFaults)) + (_faults.Count > MostFaults ? FormattableString.Invariant($" And {_faults.Count - MostFaults} more.") : ""));
        }
    }

    private void Take(string array, JsonElement entry, long offset)
    {
        switch (array)
        {
            case "images" when Id(entry, "id") is { } id && Text(entry, "file_name") is { Length: > 0 } name && Number(entry, "width") is >= 1 and <= LargestSide and var width && Number(entry, "height") is >= 1 and <= LargestSide and var height:
                Require(_images.TryAdd(id, new CocoImage(name.Replace('\\', '/'), width, height)), offset, $"there are two images {id}.");
                break;
            case "images":
                Fault(offset, $"an image needs 'id', 'file_name', and 'width' and 'height' from 1 to {LargestSide}.");
                break;
            case "categories" when Id(entry, "id") is { } id && Text(entry, "name") is { } name:
                Require(_categories.TryAdd(id, name), offset, $"there are two categories {id}.");
                break;
            case "categories":
                Fault(offset, $"a category needs 'id' and 'name'.");
                break;
            default:
                if (CocoObject.Of(entry) is { } found)
                {
                    _objects.Add((offset, found));
                }
                else
                {
                    Fault(offset, $"an annotation needs 'image_id', 'category_id' and a 'bbox' of four numbers, and 'keypoints' are three numbers each.");
                }

                break;
        }
    }

    /// <summary>What an object says must be there, and lie in its picture.</summary>
    private void Check(CocoObject entry, long offset)
    {
        Require(_categories.ContainsKey(entry.Category), offset, $"there is no category {entry.Category}.");
        if (!_images.TryGetValue(entry.Image, out var image))
        {
            Fault(offset, $"there is no image {entry.Image}.");
            return;
        }

        var (x, y, width, height) = entry.Box;
        Require(width >= 0 && height >= 0 && x < image.Width && y < image.Height && x + width >= 0 && y + height >= 0, offset, $"the bbox lies outside of its picture of {image.Width} x {image.Height}.");
        Require(
            entry.Keypoints.All(keypoint => keypoint.Visibility is 0 or 1 or 2 && (keypoint.Visibility == 0 || (keypoint.X >= 0 && keypoint.Y >= 0 && keypoint.X <= image.Width && keypoint.Y <= image.Height))),
            offset,
            $"a keypoint lies outside of its picture of {image.Width} x {image.Height}, or its visibility is not 0, 1 or 2.");
    }

    private void Require(bool holds, long offset, FormattableString fault)
    {
        if (!holds)
        {
            Fault(offset, fault);
        }
    }

    private void Fault(long offset, FormattableString fault) =>
        _faults.Add(_faults.Count < MostFaults ? string.Create(CultureInfo.InvariantCulture, $"Line {_text.AsSpan(0, (int)offset).Count((byte)'\n') + 1}: ") + fault.ToString(CultureInfo.InvariantCulture) : "");

    internal static long? Id(JsonElement entry, string name) => Member(entry, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var id) ? id : null;

    internal static double? Number(JsonElement entry, string name) => Member(entry, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The finite numbers of an array; null where it is something else.</summary>
    internal static double[]? Numbers(JsonElement entry, string name)
    {
        if (Member(entry, name) is not { ValueKind: JsonValueKind.Array } array)
        {
            return null;
        }

        var numbers = new List<double>();
        foreach (var value in array.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static string? Text(JsonElement entry, string name) => Member(entry, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Member(JsonElement entry, string name) => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) ? value : null;

    private static MrqException NotCoco() => DatasetErrors.CannotRead("The file is not COCO's: it must be an object of the arrays 'images', 'annotations' and 'categories'.");
}
