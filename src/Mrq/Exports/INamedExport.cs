using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>A format whose files meet in one program, where each takes names that no other may have.</summary>
public interface INamedExport : IExport
{
    /// <summary>Several of them, as messages say it: "C arrays".</summary>
    string Plural { get; }

    /// <summary>The option with which a user chooses a name.</summary>
    string NameOption { get; }

    /// <summary>The name that somebody chose, for one scheme.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="isOneOfSeveral">Whether the same text serves other schemes, too.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when it can be no name.</exception>
    string Chosen(string text, string scheme, bool isOneOfSeveral);

    /// <summary>The name where none was chosen, from the main file's name without its folders.</summary>
    string OfFile(string path);

    /// <summary>The same with its folders, for files of one name in several of them.</summary>
    string OfPath(string path);

    /// <summary>What a name takes in a program: two exports must share none of it.</summary>
    IEnumerable<string> Taken(string name);
}
