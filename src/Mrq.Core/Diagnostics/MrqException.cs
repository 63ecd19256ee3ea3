namespace Mrq.Core.Diagnostics;

/// <summary>
/// The one exception family of Mrq.Build: a coded diagnostic with a place. The message is one sentence that says what is
/// wrong and what to do; front ends print it as <c>file : error MRQnnnn: message</c> and never a stack trace. What a file put into the
/// message is made safe to print here, by <see cref="SafeText"/>.
/// </summary>
public sealed class MrqException : Exception
{
    public MrqException(MrqCode code, string message, MrqPlace? place = null, Exception? innerException = null)
        : base(SafeText.Message(message), innerException)
    {
        Code = code;
        Place = place ?? new MrqPlace();
    }

    public MrqCode Code { get; }

    public MrqPlace Place { get; }

    /// <summary>The message with the place inside the file in front, without file and code.</summary>
    public string MessageWithPlace => Place.WithinFile is { Length: > 0 } within ? $"{within}: {Message}" : Message;

    /// <summary>The diagnostic that an exception is, or that one of several threads ended with, such as an index that GATHER cannot take; null for any other.</summary>
    public static MrqException? In(Exception error) => error switch
    {
        MrqException one => one,
        AggregateException several => several.Flatten().InnerExceptions.OfType<MrqException>().FirstOrDefault(),
        _ => null,
    };

    /// <summary>The same diagnostic with the file filled in, for callers that know which file they were reading.</summary>
    public MrqException InFile(string file) =>
        Place.File is null ? new MrqException(Code, Message, Place with { File = file }, InnerException) : this;
}
