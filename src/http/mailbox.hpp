// Mailbox: many threads put, one loop takes; no lock, no allocation, since what is put brings its
// own node. A node that waits already is not put twice. Order is kept.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace baton::http {

template <class T>
class Mailbox {
  public:
    // One for each T, part of it. All but `waiting` belongs to who put it, then to the taker.
    struct Node {
        std::atomic<bool> waiting = false;
        Node* next = nullptr;
        std::shared_ptr<T> self;  // kept alive while it waits
    };
    enum class Put {
        First,   // the box was empty: wake the taker
        Behind,  // the taker will come anyway
        Shut,    // nobody will come any more
    };

    // What was written before put() is seen by the taker of this node, or of an earlier one of its
    // puts that it has not begun to look at.
    Put put(Node& node, std::shared_ptr<T> self) {
        if (node.waiting.exchange(true, std::memory_order_acq_rel)) return Put::Behind;
        node.self = std::move(self);
        Node* head = head_.load(std::memory_order_acquire);
        do {
            if (head == &shut_) {
                node.waiting.store(false, std::memory_order_release);
                const std::shared_ptr<T> dropped = std::move(node.self);
                return Put::Shut;
            }
            node.next = head;
        } while (!head_.compare_exchange_weak(head, &node, std::memory_order_acq_rel,
                                              std::memory_order_acquire));
        return head == nullptr ? Put::First : Put::Behind;
    }

    // Calls `visit(std::shared_ptr<T>)` for each, in the order of their puts. Taker only.
    template <class Visit>
    void take_all(Visit visit) {
        visit_chain(head_.exchange(nullptr, std::memory_order_acq_rel), visit);
    }

    // The same for the last time.
    template <class Visit>
    void shut(Visit visit) {
        Node* chain = head_.exchange(&shut_, std::memory_order_acq_rel);
        if (chain != &shut_) visit_chain(chain, visit);
    }

  private:
    template <class Visit>
    void visit_chain(Node* chain, Visit& visit) {
        Node* in_order = nullptr;
        while (chain != nullptr) {
            Node* const next = std::exchange(chain->next, in_order);
            in_order = std::exchange(chain, next);
        }
        while (in_order != nullptr) {
            Node& node = *std::exchange(in_order, in_order->next);
            std::shared_ptr<T> self = std::move(node.self);
            node.waiting.store(false, std::memory_order_release);
            visit(std::move(self));
        }
    }

    std::atomic<Node*> head_ = nullptr;
    Node shut_;  // its address marks the end of time
};

}  // namespace baton::http
