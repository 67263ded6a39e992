"""What is wrong with a file, or with the machine that reads it → the error that says so, and what to do."""

from __future__ import annotations

from bulletin.disk import explain_os_error
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, fail

MAX_BYTES = 20_000_000  # of a file
_NO_MEMORY = 2  # XML_ERR_NO_MEMORY of libxml2


def check_size(data: bytes, name: str) -> None:
    """Raise BulletinError where the file is larger than any manuscript."""
    if len(data) > MAX_BYTES:
        hint = f"最大 {MAX_BYTES // 1_000_000} MB；把图片缩小，或删去不用的部分，另存后再导入"
        raise BulletinError([Problem("I102", f"文件超过 {MAX_BYTES // 1_000_000} MB，太大", hint, name)])


def refuse_kind(name: str, message: str) -> BulletinError:
    """The error of a file that is something else than a manuscript."""
    hint = (
        "能导入的有 .docx、.doc、.wps、.rtf、.odt、.pdf、.txt、.html、.mht；用原来的程序打开，另存为其中一种"
    )
    return BulletinError([Problem("I101", message, hint, name)])


def refuse_lock(name: str) -> BulletinError:
    """The error of the file that Word keeps beside an open document, with its name behind ~$."""
    hint = "请选没有 ~$ 的那个；Word 正开着它的话，先关闭"
    return BulletinError([Problem("I101", "这是 Word 打开文件时的临时文件", hint, name)])


def refuse_encrypted(name: str) -> BulletinError:
    """The error of a file that asks for a password."""
    hint = "用 Word、WPS 或阅读器打开，输入密码，取消密码后另存，再导入"
    return BulletinError([Problem("I105", "文件加了密码，打不开", hint, name)])


def refuse_broken(name: str, reason: str = "") -> BulletinError:
    """The error of a file that is damaged, or not what it is called."""
    hint = "重新复制或下载这个文件；能用原来的程序打开的话，另存一份再导入"
    message = f"文件已损坏，读不出来{f'（{reason}）' if reason else ''}"
    return BulletinError([Problem("I103", message, hint, name)])


def refuse_entities(name: str, hint: str) -> BulletinError:
    """The error of a file that defines entities, which may grow without bound."""
    return BulletinError([Problem("I107", "文件里有实体定义（DTD），没有打开", hint, name)])


def explain_no_room(error: OSError) -> BulletinError:
    """The error of a machine that has no place for temporary files, or starts no program."""
    hint = "清理磁盘，关掉不用的程序，再运行一次"
    message = f"这台电脑现在做不了：放临时文件、启动程序时出错（{explain_os_error(error)}）"
    return fail("E302", message, hint, exit_code=MACHINE_AT_FAULT)


def raise_memory_error(error: Exception) -> None:
    """Raise MemoryError where libxml2 calls it an error of syntax (XML_ERR_NO_MEMORY); else nothing."""
    if getattr(error, "code", 0) == _NO_MEMORY:
        raise MemoryError from error
