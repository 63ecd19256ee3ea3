using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>Lists of numbers as JSON.</summary>
internal static class JsonNumbers
{
    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Numbers in lists within lists; a number alone where there are no lengths.</summary>
    public static void WriteNested(this Utf8JsonWriter json, string name, IReadOnlyList<double> numbers, IReadOnlyList<int> lengths)
    {
        json.WritePropertyName(name);
        var next = 0;
        WriteLevel(0);

        void WriteLevel(int depth)
        {
            if (depth == lengths.Count)
            {
                json.WriteNumberValue(numbers[next++]);
                return;
            }

            json.WriteStartArray();
            for (var i = 0; i < lengths[depth]; i++)
            {
                WriteLevel(depth + 1);
            }

            json.WriteEndArray();
        }
    }
}
