using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>The name of a model's C array, from which its size, its macro and its include guard are made.</summary>
internal static class CSymbol
{
    private const string SchemePlaceholder = "{scheme}";

    /// <summary>Words of C and C++ that a file may be called but an array may not.</summary>
    private static readonly HashSet<string> Keywords =
    [
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char8_t", "char16_t", "char32_t",
        "class", "co_await", "co_return", "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype",
        "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if",
        "inline", "int", "long", "main", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
        "protected", "public", "register", "reinterpret_cast", "requires", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert",
        "static_cast", "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "typeof",
        "typeof_unqual", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
    ];

    /// <summary>From the name of a C file, without its folders: an underscore for each run of characters that an identifier cannot have.</summary>
    public static string OfFile(string path) => Identifier(Path.GetFileNameWithoutExtension(path));

    /// <summary>From the name of a C file with its folders, for files of one name in several of them.</summary>
    public static string OfPath(string path) => Identifier(Path.ChangeExtension(path, null));

    /// <summary>
    /// The name that somebody chose. <c>{scheme}</c> stands for the scheme; where one choice serves several schemes and has no such
    /// place, the scheme comes at its end.
    /// </summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when it is no identifier of C.</exception>
    public static string Chosen(string text, string scheme, bool isOneOfSeveral)
    {
        var pattern = isOneOfSeveral && !text.Contains(SchemePlaceholder, StringComparison.Ordinal) ? $"{text}_{SchemePlaceholder}" : text;
        var symbol = pattern.Replace(SchemePlaceholder, Letters(scheme), StringComparison.Ordinal);
        return IsIdentifier(symbol)
            ? symbol
            : throw new MrqException(MrqCodes.BadOption, $"CSymbol '{text}' is no name of C: write letters, digits and '_', no digit first and no word of the language; {SchemePlaceholder} stands for the scheme.");
    }

    /// <summary>
    /// The names that an array of this one takes in a program, in capitals: two arrays must share none of them, since macros and
    /// guards are in capitals whatever the arrays are.
    /// </summary>
    public static IEnumerable<string> Taken(string symbol) => [symbol.ToUpperInvariant(), $"{symbol.ToUpperInvariant()}_SIZE"];

    private static string Identifier(string text)
    {
        var identifier = Letters(text);
        return IsIdentifier(identifier) ? identifier : $"model_{identifier}".TrimEnd('_');
    }

    private static string Letters(string text)
    {
        var letters = new StringBuilder();
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                letters.Append(letter);
            }
            else if (letters.Length > 0 && letters[^1] != '_')
            {
                letters.Append('_');
            }
        }

        return letters.ToString().TrimEnd('_');
    }

    private static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !Keywords.Contains(text);
}
